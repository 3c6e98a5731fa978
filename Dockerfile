# The page and its API, for docs/serve.md. Build: docker build -t headwise .
FROM python:3.12-slim AS build
WORKDIR /src
COPY . .
RUN python -m venv /opt/headwise \
    && /opt/headwise/bin/pip install --no-cache-dir --no-deps --require-hashes -r requirements.txt \
    && /opt/headwise/bin/pip install --no-cache-dir '.[serve]'

FROM python:3.12-slim
RUN useradd --create-home --uid 10001 headwise && mkdir -p /data && chown headwise /data
COPY --from=build /opt/headwise /opt/headwise
USER headwise
ENV HEADWISE_CACHE=/data/cache PYTHONDONTWRITEBYTECODE=1
VOLUME /data
EXPOSE 8501
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD \
    ["/opt/headwise/bin/python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8501/healthz', timeout=4)"]
ENTRYPOINT ["/opt/headwise/bin/headwise", "serve", "--host", "0.0.0.0", "--uploads", "/data/uploads"]
CMD ["--library", "/data/library"]
