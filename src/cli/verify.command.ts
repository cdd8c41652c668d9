/** `sureg verify [--anchor FILE]`: proves the book, or names the first thing that is wrong. */
import type { Command } from 'commander';
import { PEOPLE_CHAIN, PEOPLE_NAME } from '../audit/trail.chain';
import type { Compared } from '../verify/verify.service';
import { EXIT } from '../common/error-table';
import { LineErrors } from '../common/line-errors';
import type { Locale } from '../i18n/locale';
import { parseStrictJson } from '../common/strict-json';
import { DomainError } from '../domain/errors';
import { isHash } from '../domain/shape/check';
import { label, text } from '../i18n/messages';
import type { Manifest } from '../exports/pack/pack.verify';
import { scopeOf, type CliContext, type CommonOptions } from './context';
import { readText } from './files';
import type { KnownAnchor, ReportedHead, VerifyReport } from './services';
import { printable } from './printable';

interface Options extends CommonOptions {
  readonly anchor?: string;
  readonly trails?: boolean;
}

/** Behind a cooperative's code, or `#people`: the head of its trail. */
const TRAIL = '/trail';

export function addVerify(program: Command, context: CliContext): void {
  const { locale } = context;
  const command = program
    .command('verify')
    .description(label(locale, 'help.verify'))
    .option('--anchor <file>', label(locale, 'help.verify.anchor'))
    .option('--trails', label(locale, 'help.verify.trails'));
  context.withCommonOptions(command).action((options: Options) =>
    context.withServices(
      options,
      async (services, run) => {
        const anchors = options.anchor === undefined ? [] : parseAnchors(await readText(options.anchor));
        return tellReport(context, await services.verify({ ...scopeOf(options), anchors }, run), options);
      },
      options.anchor,
    ),
  );
}

/** Prints the heads, and the first fault; the exit code. */
export async function tellReport(
  { deps: { output, locale } }: CliContext,
  report: VerifyReport,
  options: Pick<Options, 'json' | 'trails' | 'quiet'>,
): Promise<number> {
  const { fault } = report;
  const heads: readonly KnownAnchor[] = [...report.heads, ...(options.trails === true ? (report.trails ?? []) : [])];
  const faultText = fault && `${fault.cooperative} seq ${fault.seq}: ${fault.code}: ${printable(fault.what)}`;
  if (!options.json && options.quiet !== true)
    for (const compared of report.compared ?? []) output.note(comparedText(locale, compared));
  if (options.json) {
    const errors = fault && { errors: [{ line: null, field: null, code: fault.code, message: faultText }], more: 0 };
    await output.writeJson(errors ?? heads);
  } else {
    for (const { cooperative, isTrail, seq, hash } of heads)
      await output.write(`${cooperative}${isTrail === true ? TRAIL : ''} ${seq} ${hash}\n`);
    if (options.quiet !== true) for (const note of report.notes ?? []) output.note(printable(note));
    if (faultText !== undefined) output.note(faultText);
  }
  return fault ? EXIT.integrity : EXIT.done;
}

/** What was found as an anchor says, in words. */
function comparedText(locale: Locale, compared: Compared): string {
  const { cooperative, what } = compared;
  switch (what) {
    case 'chain':
      return text(locale, 'compared_chain', { cooperative, seq: compared.seq });
    case 'trail':
      return text(locale, 'compared_trail', { cooperative, seq: compared.seq });
    case 'mapping':
      return text(locale, 'compared_mapping', { cooperative, version: compared.version });
    case 'pack': {
      const { season, asKnown, same, skipped } = compared;
      const more = skipped.length === 0 ? {} : { skipped: skipped.join(', ') };
      return text(locale, 'compared_pack', { cooperative, season, asKnown, files: same.length, ...more });
    }
  }
}

/** The heads an earlier verify printed, one `COOP SEQ HASH` a line; or the head in the manifest of an audit pack, or in a page's anchor.json. */
export function parseAnchors(text: string): KnownAnchor[] {
  if (/^\ufeff?\s*\{/.test(text)) return headsOfJson(text);
  const heads: KnownAnchor[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '') continue;
    const parts = /^\ufeff?(\S+) (\d{1,15}) ([0-9a-f]{64})$/u.exec(line.trimEnd());
    if (!parts) throw new LineErrors([{ line: index + 1, error: new DomainError('hash_invalid') }]);
    const [, name = '', seq, hash = ''] = parts;
    const isTrail = name.endsWith(TRAIL);
    const cooperative = isTrail ? name.slice(0, -TRAIL.length) : name;
    heads.push({ cooperative, seq: Number(seq), hash, ...(isTrail ? { isTrail } : {}) });
  }
  return heads;
}

interface ManifestRead {
  readonly format: string;
  readonly head: Partial<ReportedHead>;
  readonly mappingHead: NonNullable<KnownAnchor['mapping']>;
  readonly trailHeads: readonly { readonly chain: number; readonly seq: number; readonly hash: string }[];
}

/** What a page gives out to be kept. */
interface PageAnchor extends ReportedHead {
  readonly trail?: Pick<ReportedHead, 'seq' | 'hash'>;
}

const isHead = ({ seq, hash }: { readonly seq?: number; readonly hash?: string }): boolean =>
  Number.isSafeInteger(seq) && isHash(String(hash));

function headsOfJson(text: string): KnownAnchor[] {
  const json = parseStrictJson(text.replace(/^\ufeff/, '')) as object;
  const { heads, trailHeads: trailsToo } = json as { heads?: unknown; trailHeads?: unknown };
  // Beside an export stand the heads of all the chains that it was read from.
  if (Array.isArray(heads))
    return heads.flatMap((head: object, i) =>
      headsOfJson(JSON.stringify({ head, ...(i === 0 && trailsToo !== undefined ? { trailHeads: trailsToo } : {}) })),
    );
  const read = json as Partial<ManifestRead & PageAnchor>;
  const { cooperative, ...head } = read.head ?? read;
  const { mappingHead: mapping, trail, trailHeads = [] } = read;
  // Neither packs nor pages have always said everything.
  const isMapping = mapping === undefined || (Number.isSafeInteger(mapping.version) && isHash(String(mapping.hash)));
  const trails = [...(trail ? [{ ...trail, chain: undefined }] : []), ...trailHeads];
  if (typeof cooperative !== 'string' || !isHead(head) || !isMapping || !trails.every(isHead))
    throw new LineErrors([{ line: 1, error: new DomainError('hash_invalid') }]);
  const pack = read.format === undefined ? {} : { pack: manifestOf(json) };
  return [
    { cooperative, seq: head.seq as number, hash: head.hash as string, ...(mapping ? { mapping } : {}), ...pack },
    // A cooperative's chain has another number in another database; its name is the cooperative's.
    ...trails.map(({ chain, seq, hash }) => ({
      cooperative: chain === PEOPLE_CHAIN ? PEOPLE_NAME : cooperative,
      seq,
      hash,
      isTrail: true,
    })),
  ];
}

/** @throws LineErrors when it does not say what it lists, of which season and as known when */
function manifestOf(json: object): Manifest {
  const manifest = json as Manifest;
  const { asKnown, season, files } = manifest as Partial<Manifest>;
  const isWhole =
    typeof asKnown === 'string' &&
    typeof season?.code === 'string' &&
    Array.isArray(files) &&
    manifest.files.every(
      ({ path, bytes, sha256 }) => typeof path === 'string' && Number.isSafeInteger(bytes) && isHash(sha256),
    );
  if (!isWhole) throw new LineErrors([{ line: 1, error: new DomainError('hash_invalid') }]);
  return manifest;
}
