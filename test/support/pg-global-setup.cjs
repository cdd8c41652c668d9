// Gives the `postgres` project a real server: TEST_POSTGRES_URL if it is set, else the embedded one.
const { startPostgres } = require('./embedded-postgres.cjs');

module.exports = async () => {
  if (process.env.TEST_POSTGRES_URL) return;
  const server = await startPostgres();
  process.env.TEST_POSTGRES_URL = server.url;
  globalThis.__SUREG_TEST_POSTGRES__ = server;
};
