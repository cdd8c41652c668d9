/** The frame of a chart: its title, what its colours mean, and its content in words for those who do not see the picture. */
import type { ComponentChildren } from 'preact';

/** Colours are classes; their values are in the styles. */
export type Tone = 'first' | 'second' | 'third';

interface ChartProps {
  readonly title: string;
  /** Everything that the picture shows, a sentence each. */
  readonly words: readonly string[];
  readonly legend: ReadonlyMap<string, Tone>;
  readonly width: number;
  readonly height: number;
  readonly children: ComponentChildren;
}

export function Chart({ title, words, legend, width, height, children }: ChartProps) {
  return (
    <figure class="chart">
      <figcaption>{title}</figcaption>
      {legend.size < 2 ? null : (
        <p class="legend" aria-hidden="true">
          {[...legend].map(([name, tone]) => (
            <span key={name} class={tone}>
              {name}
            </span>
          ))}
        </p>
      )}
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={`${title}. ${words.join('. ')}`}>
        {children}
      </svg>
    </figure>
  );
}
