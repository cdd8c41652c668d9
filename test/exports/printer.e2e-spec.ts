/**
 * The printing thread: started when needed, ended when idle, replaced when lost, never flooded.
 *
 * @runs sqlite
 */
import { setTimeout as pause } from 'node:timers/promises';
import { Printer, type Job } from '../../src/exports/pdf/printer';

const job = (template: string): Job => ({ template, data: '{}', links: [], at: 0, tagged: true });
const HELLO = job('hello');

let printer: Printer;
afterEach(() => printer.close());

describe('the printing thread', () => {
  it('prints one after the other, in order', async () => {
    printer = new Printer();
    const order: number[] = [];
    await Promise.all([1, 2, 3].map((n) => printer.print(HELLO).then(() => order.push(n))));
    expect(order).toEqual([1, 2, 3]);
  });

  it('ends when nothing is to be printed, and starts again', async () => {
    printer = new Printer(undefined, { waiting: 5, idleMillis: 50 });
    expect(printer.isRunning).toBe(false);
    const first = await printer.print(HELLO);
    expect(printer.isRunning).toBe(true);
    await pause(300);
    expect(printer.isRunning).toBe(false);
    expect(Buffer.compare(await printer.print(HELLO), first)).toBe(0);
  });

  it('refuses more than it can keep waiting', async () => {
    printer = new Printer(undefined, { waiting: 2, idleMillis: 1000 });
    const taken = [printer.print(HELLO), printer.print(HELLO)];
    await expect(printer.print(HELLO)).rejects.toMatchObject({ code: 'printing_busy', kind: 'busy' });
    await Promise.all(taken);
    await expect(printer.print(HELLO)).resolves.toBeInstanceOf(Uint8Array);
  });

  it('takes turns between lines, and a full one refuses nobody else', async () => {
    printer = new Printer(undefined, { waiting: 3, idleMillis: 1000 });
    const order: string[] = [];
    const print = (whose: string): Promise<unknown> => printer.print(HELLO, whose).then(() => order.push(whose));
    const begun = ['a', 'a', 'a'].map(print);
    await expect(printer.print(HELLO, 'a')).rejects.toMatchObject({ code: 'printing_busy' });
    await Promise.all([...begun, print('b'), print('b')]);
    expect(order.join('')).toBe('ababa');
  });

  it('loses one document with a lost thread, and prints what waits in another', async () => {
    printer = new Printer();
    await printer.print(HELLO);
    const [lost, ...others] = [1, 2, 3].map(() => printer.print(HELLO));
    await Promise.all([expect(lost).rejects.toThrow(/not printed/), printer['threads']?.threads[0]?.terminate()]);
    for (const other of others) await expect(other).resolves.toBeInstanceOf(Uint8Array);
  });

  it('says what is wrong with a template, and goes on', async () => {
    printer = new Printer();
    await expect(printer.print(job('#unheard-of'))).rejects.toThrow(/unknown variable: unheard-of/);
    await expect(printer.print(HELLO)).resolves.toBeInstanceOf(Uint8Array);
  });

  it('lets a template read no file', async () => {
    printer = new Printer();
    for (const file of ['/etc/passwd', 'typst.worker.cjs', '../typst.worker.cjs'])
      await expect(printer.print(job(`#read("${file}")`))).rejects.toThrow(/access denied|not found/);
  });

  it('refuses what waits when it is closed', async () => {
    printer = new Printer();
    const waiting = [printer.print(HELLO), printer.print(HELLO)].map((p) => p.catch((error: Error) => error.message));
    await pause(100);
    await printer.close();
    expect(await Promise.all(waiting)).toContain('the printer was closed');
  });

  it('says so when a folder of fonts is not there', async () => {
    printer = new Printer('/nowhere');
    await expect(printer.print(HELLO)).rejects.toThrow(/ENOENT/);
  });
});
