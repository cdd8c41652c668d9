// @ts-check
// The printer's own thread: compiles one document a message, so that the server's thread stays free. Plain JavaScript, since a
// worker starts from a file, and this one is the same before and after the build.
const { parentPort, workerData } = require('node:worker_threads');
const { NodeCompiler } = require('@myriaddreamin/typst-ts-node-compiler');
const { toString: qrCode } = require('qrcode');

/** Compiled results that were not used again for so many documents are forgotten; otherwise memory only grows. */
const KEPT_FOR_DOCUMENTS = 2;

const { files, families, uncovered, workspace } = /** @type {import('./printer').WorkerData} */ (workerData);
const fontBlobs = files.map((file) => Buffer.from(file.buffer, file.byteOffset, file.byteLength));
const compiler = NodeCompiler.create({ workspace, fontArgs: [{ fontBlobs }] });

parentPort?.on('message', async (/** @type {import('./printer').Job} */ job) => {
  try {
    const pdf = await print(job);
    parentPort?.postMessage({ pdf }, [pdf.buffer]);
  } catch (error) {
    parentPort?.postMessage({ error: error instanceof Error ? error.message : String(error) });
  }
});

/**
 * @param {import('./printer').Job} job
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 */
async function print({ template, data, links, at }) {
  const codes = await Promise.all(
    links.map((link) => qrCode(link, { type: 'svg', margin: 0, errorCorrectionLevel: 'M' })),
  );
  const inputs = {
    // A character without a shape would leave a hole; its number can still be read, and looked up.
    data: data.replace(uncovered, (c) => `〔U+${c.codePointAt(0)?.toString(16).toUpperCase()}〕`),
    codes: JSON.stringify(codes),
    families: JSON.stringify(families),
  };
  const compiled = compiler.compile({ mainFileContent: template, inputs });
  const document = compiled.result;
  if (document === null) throw new Error(complaint(compiled));
  try {
    // Copied, so that the bytes can change hands.
    return new Uint8Array(compiler.pdf(document, { pdfStandard: 'a-2a', creationTimestamp: at }));
  } finally {
    compiler.evictCache(KEPT_FOR_DOCUMENTS);
  }
}

/** @param {import('@myriaddreamin/typst-ts-node-compiler').NodeTypstCompileResult} compiled */
function complaint(compiled) {
  const errors = compiled.takeDiagnostics();
  return errors === null ? 'no document' : JSON.stringify(compiler.fetchDiagnostics(errors));
}
