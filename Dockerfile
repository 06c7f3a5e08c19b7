# The image of a Burgee server. Build it with `docker build --tag burgee:local .`; docs/operations.md says how to run it.

FROM node:24-slim AS build
WORKDIR /app
COPY . .
# No install scripts: the only one that matters downloads Node, which this image already has.
RUN --mount=type=cache,target=/root/.npm npm ci --ignore-scripts
RUN npx nx run-many --target=build --projects='apps/*'
# Installs again, with only what the server needs at run time. The PostgreSQL binaries for tests are optional dependencies.
RUN --mount=type=cache,target=/root/.npm \
    npm ci --ignore-scripts --omit=dev --omit=optional --workspace=@burgee/server
# Holds the embedded database if DATABASE_URL is not set.
RUN mkdir /data && chown node:node /data

FROM node:24-slim
ENV NODE_ENV=production DATA_DIR=/data
WORKDIR /app
COPY --from=build --chown=node:node /data /data
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/libs ./libs
COPY --from=build /app/apps/server ./apps/server
# Agents search it.
COPY --from=build /app/docs ./docs
COPY --from=build /app/apps/admin/build ./apps/admin/build
COPY --from=build /app/apps/wishlist/build ./apps/wishlist/build
USER node
EXPOSE 4000
# Liveness only. Readiness is /readyz, for load balancers: a restart would not help a server that waits for its database.
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 4000}/healthz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--conditions=@burgee/source", "apps/server/src/main.ts"]
