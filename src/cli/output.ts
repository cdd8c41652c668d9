/** Writes to the terminal's two streams; a reader that goes away (`sureg export lines | head`) ends the command quietly. */
import type { Writable } from 'node:stream';
import { isFull } from '../common/disk';
import { plainJson } from '../common/json-text';
import { DomainError } from '../domain/errors';

/** Nobody reads standard output any more. */
export class OutputClosed extends Error {
  constructor() {
    super('output closed');
    this.name = 'OutputClosed';
  }
}

type Failure = OutputClosed | DomainError;

/** Results go to stdout, everything else to stderr. */
export class Output {
  private failure: Failure | undefined;
  private lastWrite: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly stdout: Writable & { readonly isTTY?: boolean },
    readonly stderr: Writable & { readonly isTTY?: boolean },
  ) {
    // Without a listener a broken pipe would end the process with a stack trace.
    stdout.on('error', (error) => (this.failure ??= failureOf(error)));
    stderr.on('error', () => undefined);
  }

  /** Whether a person looks at the results. */
  get isTerminal(): boolean {
    return this.stdout.isTTY === true;
  }

  /** Writes a chunk of the result and waits until it is taken. */
  async write(chunk: string | Uint8Array): Promise<void> {
    if (this.failure) throw this.failure;
    const written = new Promise<void>((resolve, reject) => {
      this.stdout.write(chunk, (error) => (error ? reject(failureOf(error)) : resolve()));
    });
    this.lastWrite = written.catch(() => undefined);
    await written;
  }

  /** Writes a result as one line of JSON, or several. */
  async writeJson(value: unknown, indent?: number): Promise<void> {
    await this.write(`${plainJson(JSON.stringify(value, null, indent))}\n`);
  }

  /** Writes a result that nobody waits for, as help texts are. */
  writeSoon(text: string): void {
    this.write(text).catch(() => undefined);
  }

  /** Writes one line for the person at the terminal. */
  note(line: string): void {
    this.stderr.write(`${line}\n`);
  }

  /** Resolves when everything is written. */
  async flush(): Promise<void> {
    await this.lastWrite;
    await new Promise<void>((resolve) => this.stderr.write('', () => resolve()));
  }
}

function failureOf(error: Error): Failure {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EPIPE' || code === 'ERR_STREAM_DESTROYED' || code === 'ECONNRESET') return new OutputClosed();
  if (isFull(code)) return new DomainError('storage_full');
  return new DomainError('file_unreadable', { file: '-', reason: code ?? error.message });
}
