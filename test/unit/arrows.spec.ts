/** The arrows of the architecture: every rule of .dependency-cruiser.cjs catches what it is for, and nothing else. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';

const root = join(__dirname, '..', '..');

/** From a file to a file or package. */
type Arrow = readonly [from: string, to: string];
/** The same, and the rule that refuses it. */
type Refusal = readonly [...Arrow, rule: string];

const allowed: Arrow[] = [
  ['src/main.ts', 'src/app.module.ts'],
  ['src/web/page.ts', 'src/book/owes.ts'],
  ['src/cli/import.ts', 'src/exports/lines.ts'],
  ['src/recording/recording.controller.ts', 'src/settlement/settlement.service.ts'],
  ['src/recording/recording.module.ts', 'src/recording/recording.controller.ts'],
  ['src/recording/recording.module.ts', 'src/contracts/contracts.module.ts'],
  ['src/settlement/settle.ts', 'src/recording/decide.ts'],
  ['src/contracts/terms.ts', 'src/calendar/seasons.ts'],
  ['src/calendar/seasons.ts', 'src/journal/journal.service.ts'],
  ['src/journal/journal.queries.ts', 'src/database/tx.ts'],
  ['src/parties/household.ts', 'src/identity/user.ts'],
  ['src/database/migrate.ts', 'migrations/index.ts'],
  ['src/database/driver.ts', 'better-sqlite3'],
  ['src/database/driver.ts', 'pg'],
  ['src/common/clock.ts', 'src/domain/calendar.ts'],
  ['src/domain/settlement/lines.ts', 'src/domain/calendar.ts'],
  ['src/domain/settlement/lines.ts', 'class-validator'],
  ['src/domain/ledger/chain.ts', 'node:crypto'],
];

const refused: Refusal[] = [
  ['src/book/b1.ts', 'src/cli/import.ts', 'arrows-book-exports-jobs-backup'],
  ['src/backup/b2.ts', 'src/recording/recording.controller.ts', 'controllers-are-edges'],
  ['src/backup/b4.module.ts', 'src/recording/recording.controller.ts', 'controllers-are-edges-module'],
  ['src/settlement/s1.ts', 'src/book/owes.ts', 'arrows-settlement'],
  ['src/recording/r1.ts', 'src/settlement/settlement.service.ts', 'arrows-recording-attachments'],
  ['src/recording/r2.module.ts', 'src/settlement/settlement.service.ts', 'arrows-recording-attachments-module'],
  ['src/contracts/c2.module.ts', 'src/recording/recording.controller.ts', 'arrows-contracts-module'],
  ['src/contracts/c1.ts', 'src/recording/decide.ts', 'arrows-contracts'],
  ['src/calendar/a1.ts', 'src/contracts/terms.ts', 'arrows-calendar-journal-approvals'],
  ['src/journal/j1.ts', 'src/contracts/terms.ts', 'journal-knows-no-neighbour'],
  ['src/journal/j2.ts', 'src/calendar/seasons.ts', 'journal-knows-no-neighbour'],
  ['src/approvals/a2.ts', 'src/journal/journal.service.ts', 'approvals-know-no-feature'],
  ['src/parties/p1.ts', 'src/journal/journal.service.ts', 'arrows-parties'],
  ['src/identity/i1.ts', 'src/parties/household.ts', 'arrows-identity-audit'],
  ['src/common/c1.ts', 'src/identity/user.ts', 'arrows-database-common-i18n-config'],
  ['migrations/m1.ts', 'src/journal/journal.service.ts', 'arrows-database-common-i18n-config'],
  ['src/domain/d1.ts', 'src/common/clock.ts', 'arrows-domain'],
  ['src/domain/d2.ts', 'src/settlement/settlement.service.ts', 'arrows-domain'],
  ['src/domain/d3.ts', 'typeorm', 'domain-is-pure'],
  ['src/domain/d4.ts', 'node:fs', 'domain-is-pure'],
  ['src/domain/d5.ts', '@nestjs/common', 'domain-is-pure'],
  ['src/journal/j3.ts', 'better-sqlite3', 'drivers-in-database-only'],
  ['src/backup/b3.ts', 'pg', 'drivers-in-database-only'],
  ['migrations/m2.ts', 'pg', 'drivers-in-database-only'],
  ['src/cli/s1.ts', 'src/http/server.ts', 'commands-load-no-web-stack'],
  ['src/cli/d1.ts', 'fast-check', 'not-to-dev-dep'],
  ['src/cli/d2.ts', './missing', 'resolvable'],
  ['src/cli/d3.ts', 'find-my-way', 'not-to-unlisted'],
  ['src/cli/d4.ts', 'test/support/scale.ts', 'src-imports-no-tests'],
  ['src/weather/w1.ts', 'src/domain/calendar.ts', 'every-folder-has-a-level'],
  ['src/book/loop-a.ts', 'src/book/loop-b.ts', 'no-cycle'],
];

/** Closes the circle of the case above; a circle is reported once. */
const circle: Arrow[] = [['src/book/loop-b.ts', 'src/book/loop-a.ts']];

describe('the arrows of the architecture', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sureg-arrows-'));
  let found: Set<string>;

  beforeAll(() => {
    for (const file of ['package.json', 'tsconfig.json', '.dependency-cruiser.cjs']) {
      copyFileSync(join(root, file), join(folder, file));
    }
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    for (const [path, text] of sources([...allowed, ...refused, ...circle])) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    found = cruise(folder);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(allowed)('%s may import %s', (from, to) => {
    expect([...found].filter((violation) => violation.startsWith(`${from} > ${target(to)} `))).toEqual([]);
  });

  it.each(refused)('%s may not import %s: %s', (from, to, rule) => {
    expect(found).toContain(`${from} > ${target(to)} : ${rule}`);
  });

  it('has a case for every rule', () => {
    const { forbidden } = jest.requireActual<{ forbidden: { name: string }[] }>('../../.dependency-cruiser.cjs');
    const covered = new Set(refused.map(([, , rule]) => rule.replace(/-module$/, '')));
    const missing = forbidden.map(({ name }) => name.replace(/-module$/, '')).filter((name) => !covered.has(name));
    expect(missing).toEqual(['arrows-entry']); // the top: nothing is above it
  });
});

/** As dependency-cruiser names it: built-in modules without the prefix. */
const target = (to: string): string => to.replace(/^node:/, '');

/** The text of every file that the arrows mention: its imports, and one thing to import from it. */
function sources(arrows: readonly (Arrow | Refusal)[]): Map<string, string> {
  const files = new Map<string, string>();
  for (const [from, to] of arrows) {
    if (/^(src|migrations|test)\//.test(to) && !files.has(to)) files.set(to, 'export const x = 1;\n');
    const path = relative(dirname(from), to).replace(/\.ts$/, '');
    const specifier = /^(src|migrations|test)\//.test(to) ? (path.startsWith('.') ? path : `./${path}`) : to;
    files.set(
      from,
      `import * as ${`m${files.size}`} from '${specifier}';\n${files.get(from) ?? 'export const x = 1;\n'}`,
    );
  }
  return files;
}

/** Every violation in `folder` as `from > to : rule`. */
function cruise(folder: string): Set<string> {
  const bin = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const flags = ['--config', '.dependency-cruiser.cjs', '--output-type', 'json'];
  const { stdout, stderr } = spawnSync(process.execPath, [bin, 'src', 'migrations', ...flags], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  if (!stdout.startsWith('{')) throw new Error(stderr + stdout);
  const { summary } = JSON.parse(stdout) as {
    summary: { violations: { from: string; to: string; rule: { name: string } }[] };
  };
  const packageName = (path: string): string => {
    const inside = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length).replace(/^@types\//, '');
    return inside
      .split('/')
      .slice(0, inside.startsWith('@') ? 2 : 1)
      .join('/');
  };
  return new Set(
    summary.violations.map(({ from, to, rule }) => {
      return `${from} > ${to.includes('node_modules/') ? packageName(to) : to} : ${rule.name}`;
    }),
  );
}
