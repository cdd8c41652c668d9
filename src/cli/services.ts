/** What the command line needs from the rest: one method per command, so that parsing and printing know nothing of databases. */
import type { Locale } from '../i18n/locale';
import type { ErrorCode } from '../domain/errors';
import type { PostingMapping } from '../mapping/mapping.chain';
import type { Compared } from '../verify/verify.service';
import type { MappingAnchor } from '../mapping/mapping.verify';
import type { FileHeads } from '../exports/heads';
import type { ExportName } from '../exports/list';
import type { Manifest } from '../exports/pack/pack.verify';
import type { StatementLine } from '../domain/statement/statement-lines';
import type { Run } from '../common/progress';
import type { Lock } from '../identity/locks.service';

/** Narrows a command to one cooperative; without it, all of them. */
export interface CooperativeChoice {
  readonly cooperative?: string;
}

/** What an import found that was new, and the events that were there already. */
export interface ImportSummary {
  readonly cooperatives: number;
  readonly households: number;
  readonly contracts: number;
  readonly seasons: number;
  readonly events: number;
  readonly closed: number;
  readonly replayed: number;
  /** What others had done: steps of statements' lives, signatures, approvals and by whom. */
  readonly steps: number;
  readonly signatures: number;
  readonly approvals: number;
  readonly approvers: readonly string[];
  /** Approvals that a line claims without the hash of its record; they were passed over. */
  readonly approversPassedOver: number;
}

export interface SettleRequest extends CooperativeChoice {
  readonly season: string;
  readonly close: boolean;
}

/** The settlement of one cooperative's season. With a failure nothing of that cooperative is closed. */
export interface SettleResult {
  readonly cooperative: string;
  readonly season: string;
  /** Contracts computed in this run; those that were up to date are not. */
  readonly contracts: number;
  readonly closed: boolean;
  readonly failures: readonly {
    readonly contract: string;
    readonly code: ErrorCode;
    readonly details?: Readonly<Record<string, string | number>>;
  }[];
}

export interface ExportRequest extends CooperativeChoice {
  readonly what: ExportName;
  readonly format: string;
  readonly season?: string;
  /** Only this contract's statement, in which languages: for PDF. */
  readonly contract?: string;
  readonly language?: string;
  /** Which part of statements that one PDF does not hold. */
  readonly part?: string;
  readonly asKnown?: string;
  readonly bom: boolean;
  readonly withPersonalData: boolean;
  /** The language of what people read in it. */
  readonly locale: Locale;
}

/** The head of a cooperative's chain. */
export interface ReportedHead {
  readonly cooperative: string;
  readonly seq: number;
  readonly hash: string;
}

/** What is known of a book from earlier; the manifest of an audit pack also names the last version of the posting mapping. */
export interface KnownAnchor extends ReportedHead {
  readonly mapping?: MappingAnchor;
  /** The manifest itself. */
  readonly pack?: Manifest;
  /** A head of the trail of who did what, in place of the book's. */
  readonly isTrail?: boolean;
}

/** The heads of the chains that are whole, and the first fault. */
export interface VerifyReport {
  readonly heads: readonly ReportedHead[];
  /** Those of the trail: of people, and of each cooperative. */
  readonly trails?: readonly ReportedHead[];
  /** What was found as the anchors say. */
  readonly compared?: readonly Compared[];
  /** What no computation can prove, for the auditor to look at. */
  readonly notes?: readonly string[];
  readonly fault?: {
    readonly cooperative: string;
    readonly seq: number;
    readonly code: ErrorCode;
    readonly what: string;
  };
}

/** Without content the mapping in force is shown. */
export interface MappingRequest extends CooperativeChoice {
  readonly content?: unknown;
}

/** The day that the operator says it is. */
export interface ClockRequest extends CooperativeChoice {
  readonly today: string;
}

export interface OwesRequest extends CooperativeChoice {
  readonly contract: string;
  /** Today when absent. */
  readonly on?: string;
  readonly asKnown?: string;
}

export interface OwesReport {
  readonly household: { readonly code: string; readonly name: string };
  readonly on: string;
  readonly head: ReportedHead;
  readonly lines: readonly StatementLine[];
}

/** A user as the command line lists them; roles as `clerk@WRYT`. */
export interface CliUser {
  readonly login: string;
  readonly name: string;
  readonly operator: boolean;
  readonly roles: readonly string[];
  readonly state: 'active' | 'invited' | 'disabled';
}

/** The users, for whoever holds the machine; roles are named as `clerk@WRYT`. */
export interface CliPeople {
  /** The invitation's link; none when a password was given. */
  add(user: {
    readonly login: string;
    readonly name: string;
    readonly operator: boolean;
    readonly roles: readonly string[];
    readonly password?: string;
  }): Promise<string | undefined>;
  list(scope: CooperativeChoice): Promise<readonly CliUser[]>;
  disable(login: string): Promise<void>;
  enable(login: string): Promise<void>;
  /** The link to choose a new password with. */
  invite(login: string): Promise<string>;
  role(login: string, grant: string, revoke: boolean): Promise<void>;
  /** Who has to wait after failed sign-ins. */
  locks(): Promise<readonly Lock[]>;
  /** Lets a user or an address try again at once. */
  unlock(who: { readonly login: string } | { readonly address: string }): Promise<void>;
}

/** A chunk was taken; rejects when nobody reads any more. */
export type Write = (chunk: string | Uint8Array) => Promise<void>;

/** Every method checks `run.signal` between batches and throws its reason; then nothing is left half-done. */
export interface CliServices {
  /** Throws LineErrors with every bad line. `cooperative` narrows what is taken from the book. */
  import(request: CooperativeChoice & { readonly stream: AsyncIterable<Uint8Array> }, run: Run): Promise<ImportSummary>;
  settle(request: SettleRequest, run: Run): Promise<readonly SettleResult[]>;
  /** Gives the heads of the chains that it was read from, where the file has no place for them. */
  export(request: ExportRequest, write: Write, run: Run): Promise<FileHeads | undefined>;
  /** `anchors` are heads known from earlier, which the chains must contain. */
  verify(request: CooperativeChoice & { readonly anchors: readonly KnownAnchor[] }, run: Run): Promise<VerifyReport>;
  owes(request: OwesRequest): Promise<OwesReport>;
  /** The posting mapping that open seasons are booked with; a new version when content is given. */
  mapping(request: MappingRequest): Promise<PostingMapping>;
  /** Answers for the clock; the codes of the cooperatives where that was needed. */
  acceptClock(request: ClockRequest): Promise<readonly string[]>;
  backup(file: string, run: Run): Promise<void>;
  people(): Promise<CliPeople>;
  /** Serves until `run.signal` is aborted; tells `onReady` its address and, while nobody can sign in, where the first operator is made. */
  serve(onReady: (url: string, setup?: string) => void, run: Run): Promise<void>;
  close(): Promise<void>;
}

/** Opens the services, for one command. */
export interface CliConnection {
  readonly dialect: 'sqlite' | 'postgres';
  open(): Promise<CliServices>;
  /** Puts a copy back into the absent or empty database, without opening it before, and verifies it. */
  restore(file: string, run: Run): Promise<VerifyReport>;
}
