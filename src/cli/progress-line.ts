/** Shows progress on stderr: a live bar at a terminal, otherwise a plain line every few seconds. */
import { SingleBar } from 'cli-progress';
import { elapsedMillis } from '../common/clock';
import type { Locale } from '../i18n/locale';
import type { Progress, Stage } from '../common/progress';
import { label, text } from '../i18n/messages';
import type { Output } from './output';

const PLAIN_LINE_MILLIS = 5000;
const WORTH_TELLING_MILLIS = 1000;
const BAR_COLUMNS = 24;

/** Counts one stage after the other and shows each. */
export class ProgressLine implements Progress {
  private stage: Stage | undefined;
  private total: number | undefined;
  private items = 0;
  private weight = 0;
  private hasWeights = false;
  private begunAt = 0;
  private toldAt = 0;
  private bar: SingleBar | undefined;

  constructor(
    private readonly output: Output,
    private readonly locale: Locale,
    private readonly now: () => number = elapsedMillis,
  ) {}

  begin(stage: Stage, total?: number): void {
    this.end();
    Object.assign(this, { stage, total, items: 0, weight: 0, hasWeights: false });
    this.begunAt = this.toldAt = this.now();
    if (this.output.stderr.isTTY) this.bar = this.startBar();
  }

  advance(items: number, weight?: number): void {
    this.items += items;
    this.weight += weight ?? items;
    this.hasWeights ||= weight !== undefined;
    if (this.bar) this.bar.update(Math.min(this.weight, this.bar.getTotal()));
    else if (this.stage !== undefined && this.now() - this.toldAt >= PLAIN_LINE_MILLIS) {
      this.toldAt = this.now();
      this.output.note(this.line());
    }
  }

  end(): void {
    if (this.stage === undefined) return;
    this.stop();
    const millis = this.now() - this.begunAt;
    if (millis >= WORTH_TELLING_MILLIS) {
      const words = { stage: label(this.locale, `stage.${this.stage}`), done: this.items, elapsed: duration(millis) };
      this.output.note(text(this.locale, 'finished', words));
    }
    this.stage = undefined;
  }

  /** Takes the bar away and says nothing more: the work has failed. */
  stop(): void {
    this.bar?.stop();
    this.bar = undefined;
  }

  /** The present state in words: `Settling 1500/15000, 2300/s, 0:06 left`. */
  line(): string {
    const seconds = Math.max(0.001, (this.now() - this.begunAt) / 1000);
    const rate = this.items / seconds;
    const share = this.total !== undefined && this.total > 0 ? Math.min(1, this.weight / this.total) : undefined;
    const left = share !== undefined && share > 0 && share < 1 ? (seconds * (1 - share)) / share : undefined;
    return text(this.locale, 'progress', {
      stage: label(this.locale, `stage.${this.stage ?? 'import'}`),
      done: this.items,
      total: this.hasWeights ? undefined : this.total,
      percent: this.hasWeights && share !== undefined ? Math.floor(share * 100) : undefined,
      rate: rate >= 10 ? Math.round(rate) : rate.toFixed(1),
      remaining: left === undefined ? undefined : duration(left * 1000),
    });
  }

  private startBar(): SingleBar {
    const stream = this.output.stderr as unknown as NodeJS.WritableStream;
    const format = (_options: object, { progress }: { progress: number }): string =>
      `${this.total === undefined ? '' : `${drawn(progress)} `}${this.line()}`;
    const bar = new SingleBar({ stream, format, hideCursor: true, clearOnComplete: true, gracefulExit: false, fps: 8 });
    bar.start(this.total ?? Number.MAX_SAFE_INTEGER, 0);
    return bar;
  }
}

function drawn(share: number): string {
  const full = Math.round(Math.min(1, share) * BAR_COLUMNS);
  return '█'.repeat(full) + '░'.repeat(BAR_COLUMNS - full);
}

/**
 * Milliseconds as minutes and seconds, with hours when there are any.
 *
 * @example duration(65_000) // '1:05'
 */
export function duration(millis: number): string {
  const seconds = Math.ceil(millis / 1000);
  const two = (n: number): string => String(n).padStart(2, '0');
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? `${minutes}:${two(seconds % 60)}`
    : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
}
