/** Audit packs as tests see them: made, taken apart, put together again, and checked as an auditor would. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { Worker } from 'node:worker_threads';
import { fromBuffer, type Entry, type ZipFile } from 'yauzl';
import { ZipFile as NewZip } from 'yazl';
import { quietRun } from '../../src/common/progress';
import { PackService } from '../../src/exports/pack/pack.service';
import type { PackOptions } from '../../src/exports/pack/pack-state';
import type { TestApp } from './app';

/** Paths and contents, in the order of the ZIP. */
export type Files = Map<string, Buffer>;

export const CHECKER = join(__dirname, '../../tools/verify-pack.mjs');

export async function packOf(app: TestApp, options: PackOptions): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  const write = (chunk: Uint8Array): Promise<void> => Promise.resolve(void chunks.push(chunk));
  await app.module.get(PackService).run(options, write, quietRun());
  return Buffer.concat(chunks);
}

/** Reads a ZIP with a library that did not write it. */
export function unzipped(zip: Buffer): Promise<Files> {
  const files: Files = new Map();
  return new Promise((resolve, reject) => {
    fromBuffer(zip, { lazyEntries: true }, (error, opened) => {
      if (error) return reject(error);
      opened.on('error', reject);
      opened.on('end', () => resolve(files));
      opened.on('entry', (entry: Entry) => {
        contentOf(opened, entry).then((content) => {
          files.set(entry.fileName, content);
          opened.readEntry();
        }, reject);
      });
      opened.readEntry();
    });
  });
}

function contentOf(zip: ZipFile, entry: Entry): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => {
      if (error) return reject(error);
      const chunks: Buffer[] = [];
      stream.on('error', reject);
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => resolve(Buffer.concat(chunks)));
    });
  });
}

/**
 * In the layout of a pack, written by streams as the program does.
 *
 * @param compress as `zip -0` would not
 */
export async function zipOf(files: Files, compress = true): Promise<Buffer> {
  const zip = new NewZip();
  const options = { compress, forceDosTimestamp: true, mode: 0o100644 };
  for (const [path, content] of files)
    zip.addReadStream(Readable.from([content], { objectMode: false }), path, options);
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** The files with a manifest that fits them again: what somebody does who knows how packs are made. */
export function relisted(files: Files): Files {
  const manifest = JSON.parse(String(files.get('manifest.json')));
  manifest.files = [...files]
    .filter(([path]) => path !== 'manifest.json')
    .map(([path, content]) => ({
      path,
      bytes: content.length,
      sha256: createHash('sha256').update(content).digest('hex'),
    }));
  return new Map([...files, ['manifest.json', Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`)]]);
}

export interface Checked {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder of its own in which packs are checked with the script, as a process of its own. */
export class Auditor {
  readonly folder = mkdtempSync(join(tmpdir(), 'sureg-test-pack-'));
  private made = 0;

  /** Writes a file and answers with its path. */
  put(name: string, content: string | Buffer): string {
    const file = join(this.folder, name);
    writeFileSync(file, content);
    return file;
  }

  check(pack: string | Buffer, ...anchors: readonly string[]): Promise<Checked> {
    const path = typeof pack === 'string' ? pack : this.put(`pack-${(this.made += 1)}.zip`, pack);
    const options = anchors.flatMap((anchor) => ['--anchor', anchor]);
    return new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [CHECKER, path, ...options], { cwd: dirname(path) });
      let [stdout, stderr] = ['', ''];
      child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
      child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
      child.on('error', reject);
      child.on('close', (code) => {
        if (typeof pack !== 'string') rmSync(path);
        resolve({ code, stdout, stderr });
      });
    });
  }

  /** The same within this process, which is quicker; nothing of what it says on stderr. */
  glance(pack: Buffer, ...anchors: readonly string[]): Promise<Omit<Checked, 'stderr'>> {
    const path = this.put(`pack-${(this.made += 1)}.zip`, pack);
    const worker = new Worker(CHECKER, { argv: [path, ...anchors], stdout: true, stderr: true });
    let stdout = '';
    worker.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    return new Promise((resolve, reject) => {
      worker.on('error', reject);
      worker.on('exit', (code) => {
        rmSync(path);
        resolve({ code, stdout });
      });
    });
  }

  close(): void {
    rmSync(this.folder, { recursive: true });
  }
}
