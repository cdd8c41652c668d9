/// <reference lib="dom" />
/** The grid of batch entry: a plain form from the server; scripts add moving by keys, pasting from spreadsheets and more rows. */
import { Fragment, type TargetedClipboardEvent, type TargetedKeyboardEvent } from 'preact';
import { useState } from 'preact/hooks';
import { dateTyped } from '../forms/dates';
import { Asked, type GridAsk } from './asked';

export interface GridColumn {
  /** The path of the field within its row. */
  readonly name: string;
  readonly label: string;
  readonly input: 'text' | 'number' | 'date' | 'choice' | 'contract';
  readonly options?: readonly { readonly value: string; readonly text: string }[];
}

export interface GridRow {
  readonly id: string;
  readonly cells: Readonly<Record<string, string>>;
  /** Message by column; under the empty name what concerns the whole row. */
  readonly faults: Readonly<Record<string, string>>;
  /** What is asked before the row is recorded. */
  readonly asks?: readonly GridAsk[];
}

export interface GridProps {
  readonly columns: readonly GridColumn[];
  readonly rows: readonly GridRow[];
  /** What a new row begins with. */
  readonly blank: Readonly<Record<string, string>>;
  readonly contracts: readonly { readonly number: string; readonly household: string }[];
  readonly csrf: string;
  readonly words: Readonly<Record<'row' | 'save' | 'more' | 'choose' | 'filled' | 'skip', string>>;
}

const CONTRACTS = 'grid-contracts';

/** What the grid does: rows change, more of them come, keys move between them, blocks are pasted. */
interface Doing {
  readonly rows: readonly GridRow[];
  readonly set: (at: number, name: string, value: string) => void;
  readonly add: () => void;
  readonly move: (event: TargetedKeyboardEvent<HTMLElement>, at: number, name: string) => void;
  readonly paste: (event: TargetedClipboardEvent<HTMLElement>, at: number, from: number) => void;
}

function useGrid({ columns, rows: first, blank, contracts }: GridProps): Doing {
  const [rows, setRows] = useState(first);
  const add = (): void => setRows((all) => [...all, { id: newId(), cells: blank, faults: {} }]);
  return {
    rows,
    add,
    set: (at, name, value) =>
      setRows((all) => all.map((row, i) => (i === at ? { ...row, cells: { ...row.cells, [name]: value } } : row))),
    move: (event, at, name) => {
      // Enter that chooses a Chinese candidate is not for us.
      if (event.isComposing) return;
      const step = event.key === 'Enter' || event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
      const isList = event.currentTarget.tagName === 'SELECT' && event.key !== 'Enter';
      if (step === 0 || isList || at + step < 0) return;
      event.preventDefault();
      const { form } = event.currentTarget as HTMLInputElement;
      if (at + step === rows.length) add();
      requestAnimationFrame(() =>
        (form?.elements.namedItem(`rows[${at + step}].${name}`) as HTMLElement | null)?.focus(),
      );
    },
    paste: (event, at, from) => {
      const text = event.clipboardData?.getData('text/plain') ?? '';
      if (!/[\t\n]/.test(text)) return;
      event.preventDefault();
      const lines = text.replace(/\r?\n$/, '').split(/\r?\n/).map((line) => line.split('\t')); // prettier-ignore
      setRows((all) => pasted(all, lines, at, columns.slice(from), blank, contracts));
    },
  };
}

export function Grid(props: GridProps) {
  const { contracts, csrf, words } = props;
  const doing = useGrid(props);
  const filled = doing.rows.filter((row) => row.cells['contract']).length;
  return (
    <form method="post">
      <input type="hidden" name="_csrf" value={csrf} />
      <div class="scroll">
        <GridTable grid={props} doing={doing} />
      </div>
      <datalist id={CONTRACTS}>
        {contracts.map(({ number, household }) => (
          <option key={number} value={number}>
            {household}
          </option>
        ))}
      </datalist>
      <div class="actions">
        <button type="submit">{words.save}</button>
        <button
          type="submit"
          name="_more"
          value="rows"
          class="outline"
          onClick={(event) => {
            event.preventDefault();
            doing.add();
          }}
        >
          {words.more}
        </button>
        <output>{words.filled.replace('{count}', String(filled))}</output>
      </div>
    </form>
  );
}

function GridTable({ grid: { columns, words }, doing }: { grid: GridProps; doing: Doing }) {
  return (
    <table class="sheet">
      <thead>
        <tr>
          <th scope="col">#</th>
          {columns.map((c) => (
            <th scope="col" key={c.name}>
              {c.label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {doing.rows.map((row, i) => (
          <Fragment key={row.id}>
            <tr class={Object.keys(row.faults).length > 0 ? 'wrong' : undefined}>
              <td>
                {i + 1}
                <input type="hidden" name={`rows[${i}].id`} value={row.id} />
              </td>
              {columns.map((column, c) => (
                <td key={column.name}>
                  <Cell
                    column={column}
                    name={`rows[${i}].${column.name}`}
                    label={`${words.row} ${i + 1}: ${column.label}`}
                    value={row.cells[column.name] ?? ''}
                    fault={row.faults[column.name] ?? (c === 0 ? row.faults[''] : undefined)}
                    choose={words.choose}
                    onValue={(value) => doing.set(i, column.name, value)}
                    onKeyDown={(event) => doing.move(event, i, column.name)}
                    onPaste={(event) => doing.paste(event, i, c)}
                  />
                </td>
              ))}
            </tr>
            {row.asks && row.asks.length > 0 ? (
              <tr class="asked">
                <td />
                <td colSpan={columns.length}>
                  <Asked asks={row.asks} cells={row.cells} at={i} words={words} set={doing.set} />
                </td>
              </tr>
            ) : null}
          </Fragment>
        ))}
      </tbody>
    </table>
  );
}

interface CellProps {
  readonly column: GridColumn;
  readonly name: string;
  readonly label: string;
  readonly value: string;
  readonly fault: string | undefined;
  readonly choose: string;
  readonly onValue: (value: string) => void;
  readonly onKeyDown: (event: TargetedKeyboardEvent<HTMLElement>) => void;
  readonly onPaste: (event: TargetedClipboardEvent<HTMLElement>) => void;
}

function Cell({ column, name, label, value, fault, choose, onValue, onKeyDown, onPaste }: CellProps) {
  const common = {
    name,
    'aria-label': label,
    'aria-invalid': fault === undefined ? undefined : ('true' as const),
    'aria-describedby': fault === undefined ? undefined : `${name}-fault`,
    onKeyDown,
    onPaste,
  };
  return (
    <>
      {column.input === 'choice' ? (
        <select {...common} onInput={(event) => onValue(event.currentTarget.value)}>
          <option value="" selected={value === ''}>
            {choose}
          </option>
          {column.options?.map((o) => (
            <option key={o.value} value={o.value} selected={o.value === value}>
              {o.text}
            </option>
          ))}
        </select>
      ) : (
        <input
          {...common}
          value={value}
          list={column.input === 'contract' ? CONTRACTS : undefined}
          inputMode={column.input === 'number' ? 'decimal' : undefined}
          class={column.input}
          autocomplete="off"
          onInput={(event) => onValue(event.currentTarget.value)}
        />
      )}
      {fault === undefined ? null : (
        <small class="fault" id={`${name}-fault`}>
          {fault}
        </small>
      )}
    </>
  );
}

/** The rows with a block of a spreadsheet put in, more rows where it is longer; what stands for a choice is turned into it. */
function pasted(
  rows: readonly GridRow[],
  lines: readonly (readonly string[])[],
  at: number,
  columns: readonly GridColumn[],
  blank: GridProps['blank'],
  contracts: GridProps['contracts'],
): GridRow[] {
  const result = [...rows];
  for (const [i, line] of lines.entries()) {
    const row = result[at + i] ?? { id: newId(), cells: blank, faults: {} };
    const cells = Object.fromEntries(
      columns
        .slice(0, line.length)
        .map((column, c) => [column.name, target(column, (line[c] ?? '').trim(), contracts, blank['on'])]),
    );
    result[at + i] = { ...row, cells: { ...row.cells, ...cells } };
  }
  return result;
}

function target(column: GridColumn, text: string, contracts: GridProps['contracts'], today?: string): string {
  if (column.input === 'date') return dateTyped(text, today);
  if (column.input === 'choice') return column.options?.find((o) => o.text === text || o.value === text)?.value ?? '';
  if (column.input !== 'contract' || contracts.some((c) => c.number === text)) return text;
  const named = contracts.filter((c) => c.household === text);
  return named.length === 1 && named[0] ? named[0].number : text;
}

/** Random, and also where the page is not served over TLS. */
function newId(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
