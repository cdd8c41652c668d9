/** Child processes that run TypeScript of this checkout, to be killed, starved or left to race. */
import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const hook = join(__dirname, 'swc-register.cjs');

export interface Child {
  readonly process: ChildProcess;
  /** Whole lines of stdout so far. */
  readonly lines: string[];
  /** Resolves when a line is printed for which `is` holds; rejects when the child ends without. */
  until(is: (line: string) => boolean): Promise<string>;
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
  stderr(): string;
  /** Gives the child a line on its stdin. */
  tell(line: string): void;
  /** `kill -9`; resolves when the process is gone and all it printed is read. */
  kill(): Promise<void>;
}

export interface ChildOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** No file may grow beyond this (RLIMIT_FSIZE): to a program that is a full disk. */
  readonly maxFileKilobytes?: number;
}

export function runScript(script: string, args: readonly string[], options: ChildOptions = {}): Child {
  const node = [process.execPath, '-r', hook, script, ...args];
  const limited =
    options.maxFileKilobytes === undefined
      ? node
      : ['bash', '-c', `trap '' XFSZ; ulimit -f ${options.maxFileKilobytes}; exec "$@"`, 'bash', ...node];
  const child = spawn(limited[0] as string, limited.slice(1), {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...options.env },
  });
  const lines: string[] = [];
  const waiting = new Set<(line: string) => void>();
  const reader = createInterface({ input: child.stdout });
  reader.on('line', (line) => {
    lines.push(line);
    for (const wake of waiting) wake(line);
  });
  child.stdin.on('error', () => undefined);
  let stderr = '';
  child.stderr.on('data', (chunk) => (stderr += String(chunk)));
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
  return {
    process: child,
    lines,
    ended,
    stderr: () => stderr,
    tell: (line) => void child.stdin.write(`${line}\n`),
    until: (is) =>
      new Promise((resolve, reject) => {
        const known = lines.find(is);
        if (known !== undefined) return resolve(known);
        const wake = (line: string): void => {
          if (!is(line)) return;
          waiting.delete(wake);
          resolve(line);
        };
        waiting.add(wake);
        void ended.then(() => reject(new Error(`the child ended without it: ${stderr}`)));
      }),
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
