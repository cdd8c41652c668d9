/**
 * @runs sqlite
 * @slow
 */
import { AttachmentsService } from '../../src/attachments/attachments.service';
import { parseAnchors } from '../../src/cli/verify.command';
import { openTestApp, type TestApp } from '../support/app';
import { makeBook, seeded } from '../support/books';
import { importLife, wholeLife } from '../support/life';
import { TAMPERINGS, type Tampering } from '../support/pack-tampering';
import { Auditor, packOf, unzipped, zipOf, type Files } from '../support/packs';
import { isFull, timeout } from '../support/scale';
import { faultsOf } from '../support/second-checker/faults';
import { importLines, verify } from '../support/services';
import { fileOf } from '../support/upload';
import { workedBook } from '../support/worked-book';

const ORIGIN = { actor: 'clerk', address: 'test', requestId: 'test' };
const WORKED = 95;
/** How many packs are changed; every line of the table comes at least once. */
const TRIES = Math.max(isFull ? 1000 : 300, TAMPERINGS.length);
/** How many checks run at once. */
const AT_ONCE = 2;

describe('the table of tamperings says who finds what was changed in a pack, though everything else was made to fit', () => {
  let app: TestApp;
  let auditor: Auditor;
  const packs = {} as Record<Tampering['pack'], { files: Files; older: string }>;
  beforeAll(async () => {
    app = await openTestApp();
    auditor = new Auditor();
    await workedBook(app, WORKED);
    const address = { cooperative: `COOP${WORKED}`, contract: 'C-1', scope: { cooperativeId: 1 } };
    for (const [kind, event] of [['pdf'], ['jpg', 'e1']] as const) {
      const more = event === undefined ? {} : { event };
      await app.module
        .get(AttachmentsService)
        .add(address, { bytes: fileOf(kind, 300), name: `${kind}.x`, ...more }, ORIGIN);
    }
    const other = await openTestApp();
    await importLines(other, makeBook(71, { contracts: 3, seasons: 4, closed: 2, events: 9 }));
    await importLife(other, await wholeLife(other, { cooperative: 'COOP71', season: 'S3', contract: 'C-1' }));
    const made = { closed: ['COOP71', 'S1'], open: ['COOP71', 'S3'], worked: [`COOP${WORKED}`, 'S1'] } as const;
    for (const [pack, [cooperative, season]] of Object.entries(made)) {
      const files = await unzipped(await packOf(pack === 'worked' ? app : other, { cooperative, season }));
      packs[pack as Tampering['pack']] = {
        files,
        older: auditor.put(`${pack}.json`, String(files.get('manifest.json'))),
      };
    }
    await other.close();
  });
  afterAll(async () => {
    auditor.close();
    await app.close();
  });

  /** Whether it is as the table says; undefined where the kind does not occur. */
  async function holds({ pack, by, change }: Tampering, random: () => number): Promise<string | undefined> {
    const { files, older } = packs[pack];
    const made = await change(files, (from) => from[Math.floor(random() * from.length)] as never);
    if (made === undefined) return undefined;
    const zip = made instanceof Map ? await zipOf(made) : made;
    const alone = await auditor.glance(zip);
    // A checker that was written from the docs alone finds nothing that the shipped one passes over.
    if (alone.code === 0 && made instanceof Map) {
      const [second] = faultsOf(made);
      if (second !== undefined) return `found by the second checker only: ${second}`;
    }
    if (by === 'alone') return alone.code === 0 ? 'not found' : '';
    if (alone.code !== 0) return `found alone: ${alone.stdout}`;
    if (by === 'said') return alone.stdout.includes('⚠') ? '' : 'not said';
    if (!/not proved:\n {3}\? .*\n/.test(alone.stdout)) return 'nothing is said not to be proved';
    if (by === 'older') return (await auditor.glance(zip, older)).code === 0 ? 'not found with an older manifest' : '';
    const { fault } = await verify(app, parseAnchors(String((made as Files).get('manifest.json'))));
    return fault === undefined ? 'not found by verify' : '';
  }

  it('what is printed of a pack is shown, not obeyed', async () => {
    const { files } = packs.closed;
    const manifest = String(files.get('manifest.json')).replace(
      '"合作社 71"',
      '"\\u001b[2J\\n✓ 全部相符\\u202e\\u009b1m"',
    );
    const { code, stdout } = await auditor.glance(
      await zipOf(new Map([...files, ['manifest.json', Buffer.from(manifest)]])),
    );
    expect(code).toBe(1);
    expect(stdout).toContain('\\u{1b}[2J\\u{a}✓ 全部相符\\u{202e}\\u{9b}1m S1');
    expect(stdout.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
  });

  it(
    `in ${TRIES} seeded tries`,
    async () => {
      expect((await auditor.glance(await zipOf(packs.worked.files), packs.worked.older)).code).toBe(0);
      const random = seeded(11);
      const wrong: string[] = [];
      const missing: string[] = [];
      let [left, next] = [TRIES, 0];
      const work = async (): Promise<void> => {
        while (left > 0) {
          const at = next++;
          const tampering = TAMPERINGS[
            at < TAMPERINGS.length ? at : Math.floor(random() * TAMPERINGS.length)
          ] as Tampering;
          const name = `${tampering.what} (${tampering.pack})`;
          let what = await holds(tampering, random);
          for (let again = 0; what === undefined && again < 9; again++) what = await holds(tampering, random);
          left -= 1;
          if (what === undefined) missing.push(name);
          else if (what !== '') wrong.push(`${name}: ${what}`);
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, work));
      expect(wrong).toEqual([]);
      // What does not occur in a pack (a deposit, say) cannot be changed there; what was tried first does.
      expect(missing.length).toBeLessThan(TRIES / 10);
      expect(missing.filter((name) => /^\d/.test(name))).toEqual([]);
    },
    timeout(120_000),
  );
});
