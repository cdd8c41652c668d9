/** A ring that shows how much of a whole is done: lambs returned of those owed. */

const SIZE = 120;
const RADIUS = 50;
const STROKE = 14;

interface RingProps {
  readonly done: number;
  readonly total: number;
  /** What a reader who does not see it is told. */
  readonly label: string;
  /** Stands in the middle. */
  readonly caption: string;
}

/** Parts of a hundred that are done; never more than the whole. */
export function doneParts(done: number, total: number): number {
  if (total <= 0) return 100;
  return Math.min(100, Math.max(0, Math.floor((done * 100) / total)));
}

export function Ring({ done, total, label, caption }: RingProps) {
  const middle = SIZE / 2;
  const circle = { cx: middle, cy: middle, r: RADIUS, 'stroke-width': STROKE, fill: 'none' };
  return (
    <svg class="ring" viewBox={`0 0 ${SIZE} ${SIZE}`} role="img" aria-label={label}>
      <circle {...circle} class="ring-whole" />
      {/* A length of a hundred, begun at the top. */}
      <circle
        {...circle}
        class="ring-done"
        pathLength={100}
        stroke-dasharray={`${doneParts(done, total)} 100`}
        transform={`rotate(-90 ${middle} ${middle})`}
      />
      <text x={middle} y={middle + 8} text-anchor="middle" aria-hidden="true">
        {caption}
      </text>
    </svg>
  );
}
