/** Reads printed documents back with Poppler and qpdf, and never lets their absence go unnoticed. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const TOOLS = ['pdftotext', 'pdffonts', 'qpdf'] as const;

let answer: boolean | undefined;

/** Whether the readers run here. Missing in CI (CI=true) they are an error, elsewhere a loud warning. */
export function pdfReadersAvailable(): boolean {
  answer ??= look();
  return answer;
}

/** Fonts with rare characters, as Debian's fonts-hanazono brings them. */
export const RARE_FONTS = '/usr/share/fonts/truetype/hanazono';

function look(): boolean {
  const missing: string[] = TOOLS.filter((tool) => spawnSync(tool, ['-v'], { stdio: 'ignore' }).error !== undefined);
  if (!existsSync(RARE_FONTS)) missing.push('fonts-hanazono');
  if (missing.length === 0) return true;
  const what = missing.join(', ');
  if (process.env['CI'] === 'true') throw new Error(`${what} not installed, and in CI they must be: run .ci/setup`);
  writeSync(
    2,
    `\n*** NOT RUN: the tests that read PDF back. Install Poppler, qpdf and fonts-hanazono to run them (missing: ${what}). ***\n\n`,
  );
  return false;
}

/** The text of every page, its spaces and line breaks reduced to one space each. */
export function pagesOf(pdf: Uint8Array): string[] {
  const text = run(pdf, 'pdftotext', (file) => ['-raw', '-enc', 'UTF-8', file, '-']);
  return text
    .split('\f')
    .slice(0, -1)
    .map((page) => page.replace(/\s+/g, ' ').trim());
}

/** Name of each font, and whether it is embedded. */
export function fontsOf(pdf: Uint8Array): { name: string; isEmbedded: boolean }[] {
  return run(pdf, 'pdffonts', (file) => [file])
    .split('\n')
    .slice(2)
    .filter((line) => line !== '')
    .map((line) => ({
      name: line.slice(0, 36).trim(),
      isEmbedded: /\s(yes|no)\s+(?:yes|no)\s+(?:yes|no)\s+\d/.exec(line)?.[1] === 'yes',
    }));
}

/** Words that do not lie within their page, each with the number of its page: paper ends there. */
export function outsideOf(pdf: Uint8Array): string[] {
  const pages = run(pdf, 'pdftotext', (file) => ['-bbox', '-enc', 'UTF-8', file, '-']).split('<page ').slice(1); // prettier-ignore
  return pages.flatMap((page, i) => {
    const [width = 0, height = 0] = [...page.matchAll(/(?:width|height)="([\d.]+)"/g)].map(([, n]) => Number(n));
    return [...page.matchAll(/<word xMin="(.*?)" yMin="(.*?)" xMax="(.*?)" yMax="(.*?)">(.*?)<\/word>/g)].flatMap((m) => {
      const [left = 0, top = 0, right = 0, bottom = 0] = m.slice(1, 5).map(Number);
      return left < 0 || top < 0 || right > width || bottom > height ? [`${i + 1}: ${m[5]}`] : [];
    });
  }); // prettier-ignore
}

/** What qpdf has to say about the file's soundness. */
export function soundnessOf(pdf: Uint8Array): string {
  return run(pdf, 'qpdf', (file) => ['--check', file]);
}

/** The whole file as readable text: streams uncompressed. */
export function insidesOf(pdf: Uint8Array): string {
  return run(pdf, 'qpdf', (file) => ['--qdf', '--object-streams=disable', file, '-'], 'latin1');
}

function run(
  pdf: Uint8Array,
  tool: string,
  args: (file: string) => string[],
  encoding: BufferEncoding = 'utf8',
): string {
  const folder = mkdtempSync(join(tmpdir(), 'sureg-pdf-'));
  try {
    const file = join(folder, 'document.pdf');
    writeFileSync(file, pdf);
    return execFileSync(tool, args(file), { encoding, maxBuffer: 2 ** 28, stdio: ['ignore', 'pipe', 'ignore'] });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
