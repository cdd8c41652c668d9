/** Turns templates and data into PDF, one document at a time in a thread of its own that ends when it has nothing to do. */
import { join } from 'node:path';
import { Piscina } from 'piscina';
import { DomainError } from '../../domain/errors';
import { loadFonts, type FontSet } from './fonts';

/** One document. */
export interface Job {
  /** Typst source; it reads everything else from its inputs, so that a name with markup stays a name. */
  readonly template: string;
  /** JSON, as `sys.inputs.data`. */
  readonly data: string;
  /** Each becomes a QR code; the template gets their SVG as `sys.inputs.codes`, in this order. */
  readonly links: readonly string[];
  /** Seconds since 1970 that the document says it was made at. */
  readonly at: number;
  /** Whether a screen reader can follow it; that makes a long document five times as large. */
  readonly tagged: boolean;
}

export interface WorkerData extends FontSet {
  /** A folder that does not exist: a template can read nothing. */
  readonly workspace: string;
}

interface Waiting {
  readonly job: Job;
  readonly whose: string;
  /** How many of the same line had to go first when it came. */
  readonly turn: number;
  readonly resolve: (pdf: Uint8Array) => void;
  readonly reject: (error: Error) => void;
}

/** How the printer behaves when little or much is asked of it. */
export interface PrinterLimits {
  /** Documents of one line; all lines together hold `LINES` times as many. */
  readonly waiting: number;
  readonly idleMillis: number;
}

const LIMITS: PrinterLimits = { waiting: 50, idleMillis: 10_000 };
/** So many lines may be full at a time before everybody is refused. */
const LINES = 8;

export class Printer {
  private readonly waiting: Waiting[] = [];
  private threads: Piscina | undefined;
  private isPrinting = false;

  /** @param fontFolder more fonts, for rare characters */
  constructor(
    private readonly fontFolder?: string,
    private readonly limits: PrinterLimits = LIMITS,
  ) {}

  /**
   * Lines take turns, so that one that is long makes no other wait for more than a document of its own.
   *
   * @param whose the line that it waits in: a cooperative's
   * @throws DomainError printing_busy when too many documents wait already
   * @throws Error when the template is wrong
   */
  print(job: Job, whose = ''): Promise<Uint8Array> {
    const turn = this.waiting.filter((one) => one.whose === whose).length;
    if (turn >= this.limits.waiting || this.waiting.length >= LINES * this.limits.waiting)
      return Promise.reject(new DomainError('printing_busy'));
    return new Promise((resolve, reject) => {
      this.waiting.push({ job, whose, turn, resolve, reject });
      if (!this.isPrinting) void this.printAll();
    });
  }

  /** Whether the thread is alive; for tests. */
  get isRunning(): boolean {
    return this.threads !== undefined && this.threads.threads.length > 0;
  }

  /** Ends the thread; what waits is refused, and what is being printed is lost. */
  async close(): Promise<void> {
    for (const { reject } of this.waiting.splice(0)) reject(new Error('the printer was closed'));
    await this.threads?.destroy();
  }

  /** The queue is kept here and not by the pool, which forgets what waits when its only thread is lost. */
  private async printAll(): Promise<void> {
    this.isPrinting = true;
    try {
      while (this.waiting.length > 0) await this.printFirst((this.threads ??= await this.start()));
    } catch (error) {
      for (const { reject } of this.waiting.splice(0)) reject(error as Error);
    }
    this.isPrinting = false;
  }

  private async printFirst(threads: Piscina): Promise<void> {
    const [first] = this.waiting.toSorted((a, b) => a.turn - b.turn);
    if (!first) return;
    this.waiting.splice(this.waiting.indexOf(first), 1);
    try {
      first.resolve((await threads.run(first.job)) as Uint8Array);
    } catch (error) {
      first.reject(new Error(`document not printed: ${(error as Error).message}`, { cause: error }));
    }
  }

  private async start(): Promise<Piscina> {
    const fonts = await loadFonts(this.fontFolder);
    const workerData: WorkerData = { ...fonts, workspace: join(__dirname, 'no-files') };
    const threads = new Piscina({
      filename: join(__dirname, 'typst.worker.cjs'),
      workerData,
      minThreads: 0,
      maxThreads: 1,
      idleTimeout: this.limits.idleMillis,
    });
    // A thread that dies while it rests takes no document with it; the next one gets another.
    return threads.on('error', () => undefined);
  }
}
