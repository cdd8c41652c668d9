module.exports = async () => {
  await globalThis.__SUREG_TEST_POSTGRES__?.stop();
};
