# The command line alone: docker run --rm -v "$PWD:/src" steady check
FROM node:20-alpine AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY scripts ./scripts
COPY grammars ./grammars
COPY client ./client
COPY server ./server
RUN node scripts/build.mjs cli server/

FROM node:20-alpine
# --since and --staged ask git, which is to trust the folder that is mounted here whoever owns it.
RUN apk add --no-cache git && git config --system --add safe.directory '*'
COPY --from=build /build/dist/cli.js /opt/steady/cli.js
COPY --from=build /build/dist/server /opt/steady/server
COPY --from=build /build/dist/web-tree-sitter.wasm /build/dist/tree-sitter-python.wasm /opt/steady/
RUN ln -s /opt/steady/cli.js /usr/local/bin/steady && chmod +x /opt/steady/cli.js
USER node
WORKDIR /src
ENTRYPOINT ["steady"]
CMD ["check"]
