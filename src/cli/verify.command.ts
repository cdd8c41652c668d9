/** `sureg verify [--anchor FILE]`: proves the book, or names the first thing that is wrong. */
import type { Command } from 'commander';
import { EXIT } from '../common/error-table';
import { LineErrors } from '../common/line-errors';
import { parseStrictJson } from '../common/strict-json';
import { DomainError } from '../domain/errors';
import { label } from '../i18n/messages';
import { scopeOf, type CliContext, type CommonOptions } from './context';
import { readText } from './files';
import type { Anchor, ChainHead, VerifyReport } from './services';
import { printable } from './table';

interface Options extends CommonOptions {
  readonly anchor?: string;
}

export function addVerify(program: Command, context: CliContext): void {
  const { locale } = context;
  const command = program
    .command('verify')
    .description(label(locale, 'help.verify'))
    .option('--anchor <file>', label(locale, 'help.verify.anchor'));
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
  { deps: { output } }: CliContext,
  report: VerifyReport,
  options: CommonOptions,
): Promise<number> {
  const { heads, fault } = report;
  const told = fault && `${fault.cooperative} seq ${fault.seq}: ${fault.code}: ${printable(fault.what)}`;
  if (options.json) {
    const errors = fault && { errors: [{ line: null, field: null, code: fault.code, message: told }], more: 0 };
    await output.write(`${JSON.stringify(errors ?? heads)}\n`);
  } else {
    for (const head of heads) await output.write(`${head.cooperative} ${head.seq} ${head.hash}\n`);
    if (told !== undefined) output.tell(told);
  }
  return fault ? EXIT.integrity : EXIT.done;
}

/** The heads an earlier verify printed, one `COOP SEQ HASH` a line; or the head in the manifest of an audit pack. */
export function parseAnchors(text: string): Anchor[] {
  if (/^\ufeff?\s*\{/.test(text)) return [headOfManifest(text)];
  const heads: ChainHead[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '') continue;
    const parts = /^\ufeff?(\S+) (\d{1,15}) ([0-9a-f]{64})$/u.exec(line.trimEnd());
    if (!parts) throw new LineErrors([{ line: index + 1, error: new DomainError('hash_invalid') }]);
    heads.push({ cooperative: parts[1] as string, seq: Number(parts[2]), hash: parts[3] as string });
  }
  return heads;
}

interface Manifest {
  readonly head: Partial<ChainHead>;
  readonly mappingHead: NonNullable<Anchor['mapping']>;
}

function headOfManifest(text: string): Anchor {
  const { head, mappingHead: mapping } = parseStrictJson(text.replace(/^\ufeff/, '')) as Partial<Manifest>;
  const { cooperative, seq, hash } = head ?? {};
  const isHash = (value: unknown): boolean => /^[0-9a-f]{64}$/.test(String(value));
  const isHead = typeof cooperative === 'string' && Number.isSafeInteger(seq) && isHash(hash);
  // Packs have not always said it of the posting mapping.
  const isMapping = mapping === undefined || (Number.isSafeInteger(mapping.version) && isHash(mapping.hash));
  if (!isHead || !isMapping) throw new LineErrors([{ line: 1, error: new DomainError('hash_invalid') }]);
  return { cooperative, seq: seq as number, hash: hash as string, ...(mapping ? { mapping } : {}) };
}
