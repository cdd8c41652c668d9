/** Horizontal bars in groups, as a picture whose words say the same; drawn on the server. */
import { scaleLinear } from 'd3-scale';
import { Chart, type Tone } from './chart';

export interface Bar {
  readonly tone: Tone;
  /** What is measured: the legend's word. */
  readonly name: string;
  readonly value: number;
  /** The value as people read it. */
  readonly text: string;
}

export interface BarGroup {
  readonly name: string;
  readonly bars: readonly Bar[];
}

const WIDTH = 320;
/** The longest bar leaves room for its figure. */
const LONGEST = 225;
const NAME = 18;
const BAR = 16;
const GAP = 10;

export function BarChart({ title, groups }: { title: string; groups: readonly BarGroup[] }) {
  const longest = Math.max(1, ...groups.flatMap((g) => g.bars.map((b) => b.value)));
  const scale = scaleLinear([0, longest], [0, LONGEST]);
  const tops = groups.map((_, i) => groups.slice(0, i).reduce((sum, g) => sum + NAME + g.bars.length * BAR + GAP, 0));
  const height = groups.reduce((sum, g) => sum + NAME + g.bars.length * BAR + GAP, 0);
  const legend = new Map(groups.flatMap((g) => g.bars.map((b) => [b.name, b.tone] as const)));
  const words = groups.map((g) => `${g.name}: ${g.bars.map((b) => `${b.name} ${b.text}`).join(', ')}`);
  return (
    <Chart title={title} words={words} legend={legend} width={WIDTH} height={height}>
      {groups.map((group, i) => (
        <g key={group.name} transform={`translate(0 ${tops[i] ?? 0})`}>
          <text y={NAME - 5}>{group.name}</text>
          {group.bars.map((bar, k) => (
            <g key={bar.name} transform={`translate(0 ${NAME + k * BAR})`}>
              <rect class={bar.tone} width={Math.max(1, scale(bar.value))} height={BAR - 3} />
              <text class="figure-of" x={scale(bar.value) + 6} y={BAR - 5}>
                {bar.text}
              </text>
            </g>
          ))}
        </g>
      ))}
    </Chart>
  );
}
