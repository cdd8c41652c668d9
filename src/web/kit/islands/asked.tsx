/// <reference lib="dom" />
/** What is asked about a row of the grid, and the boxes that answer it. */

/** A question about a row, with the box that answers it. */
export interface GridAsk {
  /** The cell that keeps the answer. */
  readonly name: string;
  /** What the cell says once the box is ticked. */
  readonly value: string;
  readonly text: string;
  readonly box: string;
}

/** The cell that says that a row is left out. */
export const SKIPPED = '_skip';

interface AskedProps {
  readonly asks: readonly GridAsk[];
  readonly cells: Readonly<Record<string, string>>;
  readonly at: number;
  readonly words: Readonly<Record<'row' | 'skip', string>>;
  readonly set: (at: number, name: string, value: string) => void;
}

/** What is asked about a row stands below it. */
export function Asked({ asks, cells, at, words, set }: AskedProps) {
  const box = (name: string, value: string, text: string) => (
    <label>
      <input
        type="checkbox"
        name={`rows[${at}].${name}`}
        value={value}
        checked={cells[name] === value}
        aria-label={`${words.row} ${at + 1}: ${text}`}
        onChange={(event) => set(at, name, event.currentTarget.checked ? value : '')}
      />
      {text}
    </label>
  );
  return (
    <div class="told wait">
      {asks.map((ask) => (
        <div key={ask.name}>
          <p>{ask.text}</p>
          {box(ask.name, ask.value, ask.box)}
        </div>
      ))}
      {box(SKIPPED, 'yes', words.skip)}
    </div>
  );
}
