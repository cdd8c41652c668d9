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
  ['src/main.ts', 'src/server/app.module.ts'],
  ['src/web/pages/home/home.ts', 'src/verify/owes.ts'],
  ['src/web/pages/home/home.ts', 'src/web/kit/page.ts'],
  ['src/web/pages/home/home.ts', 'src/api/dto/inputs.ts'],
  ['src/cli/import.ts', 'src/exports/lines.ts'],
  ['src/api/seasons.controller.ts', 'src/seasons/seasons.service.ts'],
  ['src/server/app.module.ts', 'src/web/web.module.ts'],
  ['src/verify/verify.ts', 'src/exports/lines.ts'],
  ['src/seasons/settle.ts', 'src/statements/drafts.ts'],
  ['src/statements/drafts.ts', 'src/contracts/histories.ts'],
  ['src/contracts/terms.ts', 'src/calendar/seasons.ts'],
  ['src/calendar/seasons.ts', 'src/journal/book-writer.ts'],
  ['src/journal/journal.queries.ts', 'src/database/tx.ts'],
  ['src/parties/household.ts', 'src/identity/user.ts'],
  ['src/database/migrate.ts', 'migrations/index.ts'],
  ['src/database/driver.ts', 'better-sqlite3'],
  ['src/database/driver.ts', 'pg'],
  ['src/common/clock.ts', 'src/domain/calendar.ts'],
  ['src/domain/statement/lines.ts', 'src/domain/calendar.ts'],
  ['src/domain/statement/lines.ts', 'class-validator'],
  ['src/domain/ledger/chain.ts', 'node:crypto'],
];

const refused: Refusal[] = [
  ['src/domain/d1.ts', 'src/common/clock.ts', 'arrows-domain'],
  ['src/domain/d2.ts', 'src/seasons/seasons.service.ts', 'arrows-domain'],
  ['src/config/o1.ts', 'src/common/clock.ts', 'arrows-config'],
  ['src/common/c1.ts', 'src/identity/user.ts', 'arrows-common'],
  ['src/i18n/t1.ts', 'src/database/tx.ts', 'arrows-i18n'],
  ['migrations/m1.ts', 'src/database/tx.ts', 'arrows-migrations'],
  ['src/database/b1.ts', 'src/i18n/words.ts', 'arrows-database'],
  ['src/audit/u1.ts', 'src/identity/user.ts', 'arrows-audit'],
  ['src/identity/i1.ts', 'src/parties/household.ts', 'arrows-identity'],
  ['src/parties/p1.ts', 'src/journal/book-writer.ts', 'arrows-parties'],
  ['src/journal/j1.ts', 'src/contracts/terms.ts', 'arrows-journal'],
  ['src/journal/j2.ts', 'src/calendar/seasons.ts', 'arrows-journal'],
  ['src/calendar/a1.ts', 'src/contracts/terms.ts', 'arrows-calendar'],
  ['src/approvals/a2.ts', 'src/journal/book-writer.ts', 'arrows-approvals'],
  ['src/contracts/c1.ts', 'src/statements/drafts.ts', 'arrows-contracts'],
  ['src/attachments/f1.ts', 'src/statements/drafts.ts', 'arrows-attachments'],
  ['src/statements/s1.ts', 'src/seasons/seasons.service.ts', 'arrows-statements'],
  ['src/slips/s2.ts', 'src/statements/drafts.ts', 'arrows-slips'],
  ['src/seasons/s3.ts', 'src/exports/lines.ts', 'arrows-seasons'],
  ['src/mapping/g1.ts', 'src/contracts/terms.ts', 'arrows-mapping'],
  ['src/import/n1.ts', 'src/exports/lines.ts', 'arrows-import'],
  ['src/exports/e1.ts', 'src/verify/owes.ts', 'arrows-exports'],
  ['src/verify/v1.ts', 'src/cli/import.ts', 'arrows-verify'],
  ['src/backup/b1.ts', 'src/jobs/worker.ts', 'arrows-backup'],
  ['src/jobs/o2.ts', 'src/import/session.ts', 'arrows-jobs'],
  ['src/edge/g2.ts', 'src/api/dto/inputs.ts', 'arrows-edge'],
  ['src/api/p2.ts', 'src/web/kit/page.ts', 'arrows-api'],
  ['src/web/w2.ts', 'src/server/app.module.ts', 'arrows-web'],
  ['src/server/r1.ts', 'src/cli/import.ts', 'arrows-server'],
  ['src/cli/s4.ts', 'src/main.ts', 'arrows-cli'],
  ['src/weather/w1.ts', 'src/domain/calendar.ts', 'every-room-has-a-tier'],
  ['src/verify/loop-a.ts', 'src/verify/loop-b.ts', 'no-cycle'],
  ['src/exports/pack', 'src/exports/pdf', 'no-cycle-of-folders'],
  ['src/seasons/s5.controller.ts', 'src/common/clock.ts', 'controllers-are-edges'],
  ['src/web/w3.ts', 'src/api/seasons.controller.ts', 'pages-share-inputs-only'],
  ['src/web/kit/k1.ts', 'src/web/pages/home/home.ts', 'kit-knows-no-page'],
  ['src/domain/d3.ts', 'typeorm', 'domain-is-pure'],
  ['src/domain/d4.ts', 'node:fs', 'domain-is-pure'],
  ['src/domain/d5.ts', '@nestjs/common', 'domain-is-pure'],
  ['src/journal/j3.ts', 'better-sqlite3', 'drivers-in-database-only'],
  ['src/backup/b3.ts', 'pg', 'drivers-in-database-only'],
  ['migrations/m2.ts', 'pg', 'drivers-in-database-only'],
  ['src/cli/s1.ts', 'src/server/server.ts', 'commands-load-no-web-stack'],
  ['src/cli/d1.ts', 'fast-check', 'not-to-dev-dep'],
  ['src/cli/d2.ts', './missing', 'resolvable'],
  ['src/cli/d3.ts', 'find-my-way', 'not-to-unlisted'],
  ['src/cli/d4.ts', 'test/support/scale.ts', 'src-imports-no-tests'],
];

/** Close the circles of the cases above; a circle of files is reported once. No file of the folders' circle is in a circle of files. */
const circles: Arrow[] = [
  ['src/verify/loop-b.ts', 'src/verify/loop-a.ts'],
  ['src/exports/pack/a.ts', 'src/exports/pdf/b.ts'],
  ['src/exports/pdf/c.ts', 'src/exports/pack/d.ts'],
];

describe('the arrows of the architecture', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sureg-arrows-'));
  let found: Set<string>;

  beforeAll(() => {
    for (const file of ['package.json', 'tsconfig.json', '.dependency-cruiser.cjs']) {
      copyFileSync(join(root, file), join(folder, file));
    }
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    for (const [path, text] of sources([...allowed, ...refused.filter(([from]) => from.endsWith('.ts')), ...circles])) {
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
    const covered = new Set(refused.map(([, , rule]) => rule));
    expect(forbidden.map(({ name }) => name).filter((name) => !covered.has(name))).toEqual([]);
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
