// An editor for SQL that completes the names of tables and columns, and nothing else of CodeMirror.

import { acceptCompletion, autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { PostgreSQL, sql } from "@codemirror/lang-sql";
import { bracketMatching, HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorState } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers, placeholder } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const INK = HighlightStyle.define([
  { tag: tags.keyword, class: "pl-sql-keyword" },
  { tag: [tags.string, tags.special(tags.string)], class: "pl-sql-string" },
  { tag: [tags.number, tags.bool, tags.null], class: "pl-sql-number" },
  { tag: tags.comment, class: "pl-sql-comment" },
]);

// An editor in `parent`. `schema` has the columns of each table; `label` and `description` name it to a screen reader;
// `run` is called by Ctrl or ⌘ and Enter. Tab leaves it, but where a completion is offered, which it accepts.
export function editor({ parent, text, schema, label, description, hint, run }) {
  return new EditorView({
    parent,
    state: EditorState.create({
      doc: text,
      extensions: [
        lineNumbers(),
        history(),
        drawSelection(),
        highlightActiveLine(),
        bracketMatching(),
        closeBrackets(),
        autocompletion({ icons: false }),
        sql({ dialect: PostgreSQL, schema, upperCaseKeywords: true }),
        syntaxHighlighting(INK),
        placeholder(hint),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ "aria-label": label, "aria-describedby": description, spellcheck: "false", autocapitalize: "off" }),
        keymap.of([
          { key: "Mod-Enter", run: () => (run(), true), preventDefault: true },
          { key: "Tab", run: acceptCompletion },
          ...closeBracketsKeymap,
          ...completionKeymap,
          ...historyKeymap,
          ...defaultKeymap,
        ]),
      ],
    }),
  });
}

// Another text in place of the one there is.
export function replace(view, text) {
  view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
}

// A text where the cursor is.
export function insert(view, text) {
  view.dispatch(view.state.replaceSelection(text));
  view.focus();
}
