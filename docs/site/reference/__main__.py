"""`python -m docs.site.reference`."""

from docs.site.reference import write

write()
