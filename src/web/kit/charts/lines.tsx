/** Figures over time as stepped lines, since they hold from one day to the next; drawn on the server. */
import { scaleLinear } from 'd3-scale';
import { daysBetween, type CivilDate } from '../../../domain/calendar';
import { Chart, type Tone } from './chart';

export interface Line {
  readonly name: string;
  readonly tone: Tone;
  /** In the order of the days that all lines share. */
  readonly values: readonly number[];
}

interface LineChartProps {
  readonly title: string;
  readonly days: readonly CivilDate[];
  readonly lines: readonly Line[];
  /** A value as people read it. */
  readonly text: (value: number) => string;
}

const WIDTH = 320;
const HEIGHT = 170;
const LEFT = 58;
const RIGHT = 8;
const TOP = 10;
const BOTTOM = 24;
const TICKS = 3;

export function LineChart({ title, days, lines, text }: LineChartProps) {
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined) return null;
  const values = lines.flatMap((line) => line.values);
  const x = scaleLinear([0, Math.max(1, daysBetween(first, last))], [LEFT, WIDTH - RIGHT]);
  const y = scaleLinear([Math.min(0, ...values), Math.max(1, ...values)], [HEIGHT - BOTTOM, TOP]).nice(TICKS);
  const words = lines.map((line) => `${line.name}: ${days.map((day, i) => `${day} ${text(line.values[i] ?? 0)}`).join(', ')}`); // prettier-ignore
  return (
    <Chart
      title={title}
      words={words}
      legend={new Map(lines.map((line) => [line.name, line.tone]))}
      width={WIDTH}
      height={HEIGHT}
    >
      {ticksOf(y).map((tick) => (
        <g key={tick} transform={`translate(0 ${y(tick)})`}>
          <line class="grid-line" x1={LEFT} x2={WIDTH - RIGHT} />
          <text x={LEFT - 6} y={4} text-anchor="end">
            {text(tick)}
          </text>
        </g>
      ))}
      <text x={LEFT} y={HEIGHT - 6}>
        {first}
      </text>
      <text x={WIDTH - RIGHT} y={HEIGHT - 6} text-anchor="end">
        {last}
      </text>
      {lines.map((line) => (
        <path key={line.name} class={`line ${line.tone}`} d={pathOf(line, days, x, y)} />
      ))}
    </Chart>
  );
}

/** Heads and fen are whole: nobody has half a ewe. */
function ticksOf(y: { ticks: (count: number) => number[] }): number[] {
  return y.ticks(TICKS).filter(Number.isInteger);
}

type Scale = (value: number) => number;

/** Along to the day, then up or down to its value. */
function pathOf(line: Line, days: readonly CivilDate[], x: Scale, y: Scale): string {
  const [first = ''] = days;
  return days
    .map((day, i) => {
      const [along, value] = [x(daysBetween(first, day)).toFixed(1), y(line.values[i] ?? 0).toFixed(1)];
      return i === 0 ? `M${along} ${value}` : `H${along}V${value}`;
    })
    .join('');
}
