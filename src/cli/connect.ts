/** Connects the commands to the book that the environment names. */
import { CLI_ORIGIN } from '../audit/audit';
import { acceptClock } from '../audit/clock-check';
import { FileStore } from '../attachments/file-store';
import { backupBook, restoreBook } from '../backup/backup';
import { ImportService } from '../import/import.service';
import { VerifyService } from '../verify/verify.service';
import { cooperativesWithSeason, listSeasons, requireSeason } from '../calendar/seasons';
import { requirePast, SystemClock, type Clock } from '../common/clock';
import type { Run } from '../common/progress';
import type { Environment } from '../config/environment';
import { filesFolder } from '../config/files-folder';
import { requireContract } from '../contracts/contracts';
import { openDatabase, type OpenDatabase } from '../database/data-source';
import { isCivilDate } from '../domain/calendar';
import { DomainError, type ErrorCode } from '../domain/errors';
import { checkValue } from '../domain/shape/check';
import { ExportService } from '../exports/export.service';
import { needsHeadFile } from '../exports/heads';
import type { ExportWhat } from '../exports/list';
import { MappingService } from '../mapping/mapping.service';
import type { PostingMapping } from '../mapping/mapping.chain';
import { listMappings, mappingInForce } from '../mapping/mappings.queries';
import { onlyCooperative } from '../exports/only-cooperative';
import { PackService } from '../exports/pack/pack.service';
import { exportPdf } from '../exports/pdf/pdf.export';
import { listCooperatives, requireCooperative, type CooperativeRow } from '../parties/cooperatives';
import { requireHousehold } from '../parties/households';
import { wholeOf } from '../parties/scope';
import { balanceOn } from '../contracts/balances.queries';
import { SettlementService } from '../seasons/settlement.service';
import type {
  CliConnection,
  CliServices,
  ClockRequest,
  MappingRequest,
  OwesReport,
  OwesRequest,
  SettleRequest,
  SettleResult,
} from './services';

/** Who answers for what the command line imports or closes: the installation's operator. */
const OPERATOR = 'operator';

export function connect(environment: Environment): CliConnection {
  const { databaseUrl } = environment;
  return {
    dialect: /^postgres(?:ql)?:/.test(databaseUrl) ? 'postgres' : 'sqlite',
    open: async () => servicesOf(await openDatabase(databaseUrl), environment, new SystemClock()),
    restore: (file, run) => restoreBook(databaseUrl, file, run),
  };
}

/** The commands' services over an open book. */
export function servicesOf(database: OpenDatabase, environment: Environment, clock: Clock): CliServices {
  const { reads, writer } = database;
  const settlement = new SettlementService(writer, reads, clock);
  const files = new FileStore(filesFolder(database.file));
  return {
    import: ({ stream, cooperative }, run) =>
      new ImportService(writer, clock).import(stream, OPERATOR, run, cooperative),
    settle: (request, run) => settleAll(database, settlement, clock, request, run),
    export: async (request, write, run) => {
      checkInstant(request.asKnown, clock);
      const watched = (chunk: string | Uint8Array): Promise<void> => {
        run.signal.throwIfAborted();
        return write(chunk);
      };
      if (request.what === 'pack') await new PackService(reads, files).run(request, watched, run);
      else if (request.format === 'pdf') await watched(await exportPdf(reads, clock, environment, request));
      else {
        const heads = await new ExportService(reads).run({ ...request, what: request.what as ExportWhat }, watched);
        return needsHeadFile(request.format) ? heads : undefined;
      }
      return undefined;
    },
    verify: ({ cooperative, anchors }, run) => new VerifyService(reads, files).verify(run, cooperative, anchors),
    owes: (request) => owes(database, clock, request),
    mapping: (request) => mapping(database, clock, request),
    acceptClock: (request) => acceptClocks(database, clock, request),
    backup: (file, run) => backupBook(database, file, run),
    people: async () => (await import('./people.js')).peopleOf(database, environment, clock),
    serve: (onReady, run) => serve(database, environment, onReady, run),
    close: () => database.close(),
  };
}

/** Settles a season in every cooperative that has it, or in the one named. */
async function settleAll(
  database: OpenDatabase,
  settlement: SettlementService,
  clock: Clock,
  request: SettleRequest,
  run: Run,
): Promise<SettleResult[]> {
  const cooperatives = await cooperativesWith(database, request);
  const results: SettleResult[] = [];
  for (const { code } of cooperatives) {
    let done = 0;
    const result = await settlement.settle(code, request.season, {
      close: request.close,
      approval: { approvedBy: OPERATOR, approvedAt: clock.now() },
      signal: run.signal,
      onProgress: (p) => {
        if (p.done === 0) run.progress.begin('settle', p.total);
        run.progress.advance(p.done - done, p.done - done);
        done = p.done;
      },
    });
    run.progress.end();
    const failures = result.failures.map((f) => ({ contract: f.contract, code: f.code as ErrorCode }));
    results.push({
      cooperative: code,
      season: result.season,
      contracts: result.total,
      closed: result.closed,
      failures,
    });
  }
  return results;
}

async function cooperativesWith({ reads }: OpenDatabase, request: SettleRequest): Promise<CooperativeRow[]> {
  if (request.cooperative === undefined) return cooperativesWithSeason(reads, request.season);
  const cooperative = await requireCooperative(reads, request.cooperative);
  requireSeason(await listSeasons(reads, cooperative.id), request.season);
  return [cooperative];
}

async function owes({ reads }: OpenDatabase, clock: Clock, request: OwesRequest): Promise<OwesReport> {
  const on = request.on ?? clock.today();
  if (!isCivilDate(on)) throw new DomainError('date_invalid', { value: on }, 'on');
  checkInstant(request.asKnown, clock);
  return reads.snapshot(async (reader) => {
    const cooperative = await cooperativeOf(reader, request);
    const contract = await requireContract(reader, wholeOf(cooperative), request.contract);
    const moment = { on, ...(request.asKnown === undefined ? {} : { asKnown: request.asKnown }) };
    const balance = await balanceOn(reader, cooperative, contract, moment);
    const { code, name } = await requireHousehold(reader, wholeOf(cooperative), contract.household);
    const head = { cooperative: cooperative.code, seq: cooperative.head_seq, hash: cooperative.head_hash };
    return { household: { code, name }, on, head, lines: balance.lines };
  });
}

async function mapping(
  { reads, writer }: OpenDatabase,
  clock: Clock,
  request: MappingRequest,
): Promise<PostingMapping> {
  const cooperative = await onlyCooperative(reads, request.cooperative);
  return request.content === undefined
    ? mappingInForce(await listMappings(reads, cooperative), { closedSeq: null })
    : new MappingService(writer, clock).change(cooperative.code, request.content, CLI_ORIGIN);
}

/** The cooperatives whose clock was answered for, by code. */
async function acceptClocks({ reads, writer }: OpenDatabase, clock: Clock, request: ClockRequest): Promise<string[]> {
  if (!isCivilDate(request.today)) throw new DomainError('date_invalid', { value: request.today }, 'today');
  const accepted: string[] = [];
  for (const { code } of await listCooperatives(reads, request.cooperative)) {
    const isNew = await writer.write({ cooperative: code }, async (tx) =>
      acceptClock(tx, clock, await requireCooperative(tx, code), request.today, CLI_ORIGIN),
    );
    if (isNew) accepted.push(code);
  }
  return accepted;
}

/** The cooperative named, or the only one that has the contract. */
async function cooperativeOf(
  reader: Parameters<typeof requireCooperative>[0],
  request: OwesRequest,
): Promise<CooperativeRow> {
  if (request.cooperative !== undefined) return requireCooperative(reader, request.cooperative);
  const rows = await reader.all<{ code: string }>(
    'select o.code from contract c join cooperative o on o.id = c.cooperative_id where c.number = ?',
    [request.contract],
  );
  const [first, second] = rows;
  if (!first) throw new DomainError('contract_unknown', { contract: request.contract }, 'contract');
  if (second)
    throw new DomainError('several_cooperatives', { codes: rows.map((r) => r.code).join(', ') }, 'cooperative');
  return requireCooperative(reader, first.code);
}

function checkInstant(text: string | undefined, clock: Clock): void {
  if (text !== undefined && checkValue({ is: 'instant' }, text))
    throw new DomainError('instant_invalid', { value: text }, 'as-known');
  requirePast(clock, text, 'as-known');
}

async function serve(
  database: OpenDatabase,
  environment: Environment,
  onReady: (url: string, setup?: string) => void,
  run: Run,
): Promise<void> {
  // The web stack takes longer to load than most commands take to run.
  const { serveHttp } = await import('../server/server.js');
  const server = await serveHttp(database, environment);
  onReady(server.url, server.setup);
  await new Promise<void>((resolve) => {
    if (run.signal.aborted) resolve();
    run.signal.addEventListener('abort', () => resolve(), { once: true });
  });
  await server.close();
}
