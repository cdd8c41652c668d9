/** Every document, section and decision that a file cites is in the repository, under the number it is cited by. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../..');
const FOLDERS = ['src', 'migrations', 'tools', 'test', 'docs'];
const DECISIONS = new Set(readdirSync(join(ROOT, 'docs/adr')).map((name) => Number(name.slice(0, 4))));

const filesIn = (folder: string): string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(tsx?|[cm]?js|md)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.includes('node_modules') && path !== __filename);

const DOCUMENT = /[\w./-]*\w\.md\b/g;
const SECTIONS = /(?:([\w./-]+\.md)\)?,? )?\bsections? (\d+(?:(?:, | and | to )\d+)*)/g;
const DECISION = /\badr\/(\d+)|\bADRs? (\d+)/g;

/** The file that a citation means: beside the citing file, in the root or in docs. */
function cited(name: string, by: string): string | undefined {
  return [dirname(by), ROOT, join(ROOT, 'docs')].map((folder) => join(folder, name)).find((path) => existsSync(path));
}

/** The numbers of a document's headings `## 5. What is owed`. */
function sectionsOf(path: string): Set<string> {
  return new Set([...readFileSync(path, 'utf8').matchAll(/^## (\d+)\. /gm)].map(([, number]) => number as string));
}

function faultsOf(line: string, path: string): string[] {
  const faults = [...line.matchAll(DOCUMENT)].filter(([name]) => !cited(name, path)).map(([name]) => `no ${name}`);
  for (const [, name, numbers = ''] of line.matchAll(SECTIONS)) {
    // A document cites its own sections by number alone.
    const target = name === undefined ? (path.endsWith('.md') ? path : undefined) : cited(name, path);
    const found = target === undefined ? new Set<string>() : sectionsOf(target);
    const missing = [...numbers.matchAll(/\d+/g)].map(String).filter((number) => !found.has(number));
    faults.push(...missing.map((number) => `no section ${number} in ${name ?? 'a document that it names'}`));
  }
  for (const [, a, b] of line.matchAll(DECISION))
    if (!DECISIONS.has(Number(a ?? b))) faults.push(`no decision ${a ?? b}`);
  return faults;
}

describe('what files cite', () => {
  const paths = [
    ...FOLDERS.flatMap(filesIn),
    ...readdirSync(ROOT)
      .filter((name) => name.endsWith('.md'))
      .map((name) => join(ROOT, name)),
  ];

  it('is there', () => {
    const faults = paths.flatMap((path) =>
      readFileSync(path, 'utf8')
        .split('\n')
        .flatMap((line, i) => faultsOf(line, path).map((fault) => `${path.slice(ROOT.length + 1)}:${i + 1}: ${fault}`)),
    );
    expect(faults).toEqual([]);
  });

  it('would be missed', () => {
    const here = join(ROOT, 'src/domain/animals.ts');
    expect(faultsOf('(docs/rules.md sections 3 and 99)', here)).toEqual(['no section 99 in docs/rules.md']);
    expect(faultsOf('(domain.md section 3)', here)).toHaveLength(2);
    expect(faultsOf('as in section 3', here)).toEqual(['no section 3 in a document that it names']);
    expect(faultsOf('docs/adr/0999, ADR 999', here)).toHaveLength(2);
    expect(paths.length).toBeGreaterThan(500);
  });
});
