// @ts-check
// The printer's own thread: compiles one document at a time, so that the server's thread stays free. Plain JavaScript, since a
// worker starts from a file, and this one is the same before and after the build.
const { readFileSync } = require('node:fs');
const { workerData } = require('node:worker_threads');
const { NodeCompiler } = require('@myriaddreamin/typst-ts-node-compiler');
const { move } = require('piscina');
const { toString: qrCode } = require('qrcode');

/** What was computed for a document and not used again for so many others is forgotten; otherwise memory only grows. */
const KEPT_FOR_DOCUMENTS = 10;
/** After a document with so much data (in UTF-16 units) everything is forgotten: 300 statements leave a gigabyte. */
const LARGE = 200_000;

const { files, families, uncovered, workspace } = /** @type {import('./printer').WorkerData} */ (workerData);
/** @type {NodeCompiler | undefined} Made with the first document: a thread that fails to begin would leave that one waiting for ever. */
let made;

/** @param {import('./printer').Job} job */
module.exports = async function print({ template, data, links, at, tagged }) {
  const codes = await Promise.all(
    links.map((link) => qrCode(link, { type: 'svg', margin: 0, errorCorrectionLevel: 'M' })),
  );
  const inputs = {
    // A character without a shape would leave a hole; its number can still be read, and looked up.
    data: data.replace(uncovered, (c) => `〔U+${c.codePointAt(0)?.toString(16).toUpperCase()}〕`),
    codes: JSON.stringify(codes),
    families: JSON.stringify(families),
  };
  const compiler = (made ??= NodeCompiler.create({
    workspace,
    fontArgs: [{ fontBlobs: files.map((file) => readFileSync(file)) }],
  }));
  const compiled = compiler.compile({ mainFileContent: template, inputs });
  const document = compiled.result;
  if (document === null) throw new Error(complaint(compiler, compiled));
  try {
    const standard = tagged ? { pdfStandard: 'a-2a' } : { pdfStandard: 'a-2b', pdfTags: false };
    // Copied, so that the bytes can change hands.
    return move(new Uint8Array(compiler.pdf(document, { ...standard, creationTimestamp: at })));
  } finally {
    compiler.evictCache(data.length > LARGE ? 0 : KEPT_FOR_DOCUMENTS);
  }
};

/** @param {NodeCompiler} compiler @param {import('@myriaddreamin/typst-ts-node-compiler').NodeTypstCompileResult} compiled */
function complaint(compiler, compiled) {
  const errors = compiled.takeDiagnostics();
  return errors === null ? 'no document' : JSON.stringify(compiler.fetchDiagnostics(errors));
}
