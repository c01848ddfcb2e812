# docs/hosting.md says how to build and run it. Nothing is written at run time but below /tmp.
FROM python:3.12-slim-bookworm

# A fifth of what a query costs is the asking for memory; docs/performance.md.
RUN apt-get update \
    && apt-get install -y --no-install-recommends libjemalloc2 \
    && rm -rf /var/lib/apt/lists/*
ENV LD_PRELOAD=libjemalloc.so.2

ENV PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /srv/peace-ledger

# Dependencies first: they change seldom, and data often.
COPY constraints.txt pyproject.toml README.md LICENSE ./
COPY peace_ledger/__init__.py peace_ledger/__init__.py
RUN pip install -c constraints.txt -e '.[sign-in]'

COPY . .
RUN python -m compileall -q app.py pages peace_ledger \
    && python -m peace_ledger check data \
    && useradd --system --uid 10001 --no-create-home ledger

USER ledger
ENV HOME=/tmp PYTHONDONTWRITEBYTECODE=1
EXPOSE 8501
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s --retries=3 \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8501/healthz', timeout=2)"]
CMD ["streamlit", "run", "app.py", "--server.address", "0.0.0.0", "--server.port", "8501"]
