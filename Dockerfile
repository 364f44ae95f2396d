# The service: docker build -t kubewhy . && docker run --rm --read-only -p 127.0.0.1:8787:8787 kubewhy
FROM node:24-slim AS build
WORKDIR /src
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
RUN node scripts/build.ts npm

# Everything that the service needs is bundled: the image holds no other package, and nothing in it is written to.
FROM node:24-slim
COPY --from=build /src/dist/npm /app
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8787
# A number, so that runAsNonRoot can be checked.
USER 65532:65532
EXPOSE 8787
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then(r => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "/app/cli.js", "serve"]
