import { Writable } from 'node:stream';
import { Output } from './output';
import { duration, ProgressLine } from './progress-line';

function terminal(isTTY: boolean): { output: Output; told: () => string } {
  let told = '';
  const sink = new Writable({ write: (chunk: Buffer, _encoding, done) => ((told += chunk.toString()), done()) });
  const stderr = Object.assign(
    new Writable({ write: (chunk: Buffer, _encoding, done) => ((told += chunk.toString()), done()) }),
    { isTTY },
  );
  return { output: new Output(sink, stderr), told: () => told };
}

describe('long work tells how far it is', () => {
  it('with a plain line every few seconds where there is no terminal', () => {
    const { output, told } = terminal(false);
    let now = 0;
    const progress = new ProgressLine(output, 'en', () => now);
    progress.begin('settle', 100);
    for (let done = 0; done < 100; done += 10) {
      now += 1000;
      progress.advance(10);
    }
    progress.end();
    expect(told()).toBe('Settling 50/100, 10/s, 0:05 left\nSettling 100/100, 10/s\nSettling: 100 done in 0:10\n');
  });

  it('by the bytes of a file, in percent', () => {
    const { output } = terminal(false);
    let now = 0;
    const progress = new ProgressLine(output, 'zh-CN', () => now);
    progress.begin('import', 4000);
    now = 2000;
    progress.advance(5, 1000);
    expect(progress.line()).toBe('导入 5（25%），每秒 2.5，还需 0:06');
  });

  it('says nothing about work that is done at once', () => {
    const { output, told } = terminal(false);
    const progress = new ProgressLine(output, 'en', () => 0);
    progress.begin('import');
    progress.advance(48);
    progress.end();
    expect(told()).toBe('');
  });

  it('with a bar at a terminal, taken away at the end', () => {
    const { output, told } = terminal(true);
    const progress = new ProgressLine(output, 'en');
    progress.begin('verify', 10);
    progress.advance(5);
    progress.end();
    expect(told()).toContain('░░░ Verifying');
  });

  it.each([
    [400, '0:01'],
    [65_000, '1:05'],
    [3_725_000, '1:02:05'],
  ])('%d ms are %s', (millis, words) => {
    expect(duration(millis)).toBe(words);
  });
});
