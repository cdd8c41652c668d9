/** Turns templates and data into PDF, one document at a time in a thread of its own that ends when it has nothing to do. */
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
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

export interface WorkerData extends Omit<FontSet, 'files'> {
  readonly files: readonly Uint8Array[];
  /** A folder that does not exist: a template can read nothing. */
  readonly workspace: string;
}

type Answer = { readonly pdf: Uint8Array } | { readonly error: string };

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
  private current: Waiting | undefined;
  private worker: Worker | undefined;
  private starting = false;
  private idle: NodeJS.Timeout | undefined;

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
      void this.next();
    });
  }

  /** Whether the thread is alive; for tests. */
  get isRunning(): boolean {
    return this.worker !== undefined;
  }

  /** Ends the thread; what waits is refused. */
  async close(): Promise<void> {
    clearTimeout(this.idle);
    const closed = new Error('the printer was closed');
    for (const { reject } of this.waiting.splice(0)) reject(closed);
    this.lost(closed);
    await this.end();
  }

  private async next(): Promise<void> {
    if (this.current || this.starting || this.waiting.length === 0) return;
    clearTimeout(this.idle);
    const worker = this.worker ?? (await this.start());
    if (!worker) return;
    const [first] = this.waiting.toSorted((a, b) => a.turn - b.turn);
    if (!first) return this.rest();
    this.waiting.splice(this.waiting.indexOf(first), 1);
    this.current = first;
    worker.ref();
    worker.postMessage(this.current.job);
  }

  private async start(): Promise<Worker | undefined> {
    this.starting = true;
    try {
      const { files, families, uncovered } = await loadFonts(this.fontFolder);
      const workspace = join(__dirname, 'no-files');
      // Handed over, not copied: the fonts are 20 MB and more.
      const workerData: WorkerData = { files, families, uncovered, workspace };
      const transferList = files.map((file) => file.buffer as ArrayBuffer);
      const worker = new Worker(join(__dirname, 'typst.worker.cjs'), { workerData, transferList });
      worker.on('message', (answer: Answer) => this.answered(answer));
      worker.on('error', (error) => this.lost(error));
      worker.on('exit', () => this.ended(worker));
      this.worker = worker;
      return worker;
    } catch (error) {
      for (const { reject } of this.waiting.splice(0)) reject(error as Error);
      return undefined;
    } finally {
      this.starting = false;
    }
  }

  private answered(answer: Answer): void {
    const done = this.current;
    this.current = undefined;
    if ('pdf' in answer) done?.resolve(answer.pdf);
    else done?.reject(new Error(`document not printed: ${answer.error}`));
    if (this.waiting.length > 0) void this.next();
    else this.rest();
  }

  /** Nothing to do: the thread no longer keeps the process alive, and soon gives its memory back. */
  private rest(): void {
    this.worker?.unref();
    this.idle = setTimeout(() => void this.end(), this.limits.idleMillis).unref();
  }

  private async end(): Promise<void> {
    const worker = this.worker;
    this.worker = undefined;
    await worker?.terminate();
  }

  /** The thread ended by itself: its document is lost, the next ones get another thread. */
  private ended(worker: Worker): void {
    if (this.worker !== worker) return;
    this.worker = undefined;
    this.lost(new Error('the printing thread ended'));
    void this.next();
  }

  private lost(error: Error): void {
    const lost = this.current;
    this.current = undefined;
    lost?.reject(error);
  }
}
