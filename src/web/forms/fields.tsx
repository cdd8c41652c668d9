/** Form fields made from the shapes that read them: one field kind here for each kind of field there. */
import type { ComponentChildren } from 'preact';
import { CLASSES_BY_SPECIES } from '../../domain/animals';
import { fieldsOf, type FieldSpec, type Shape } from '../../domain/shape/spec';
import type { Frame } from '../frame';
import { rowsTyped, type Typed } from './typed';

/** One of a list to choose from. */
export interface Option {
  readonly value: string;
  readonly text: string;
}

/** What a form shows beside its shape. */
export interface FormState {
  readonly frame: Frame;
  readonly typed: Typed;
  /** Message by the field's path. */
  readonly errors: ReadonlyMap<string, string>;
  /** Fields whose values are chosen from what is there, by path. */
  readonly choices?: Readonly<Record<string, readonly Option[]>>;
  /** Values to begin typing with, by path. */
  readonly suggestions?: Readonly<Record<string, readonly string[]>>;
  /** What holds when a field is left empty, by path. */
  readonly defaults?: Readonly<Record<string, string>>;
  /** Species whose classes stand first. */
  readonly species?: readonly string[];
  /** Fields that the form does not show, by path. */
  readonly hidden?: ReadonlySet<string>;
  /** Gets the cursor. */
  readonly focus?: string;
  /** Nothing is asked for by the browser: the form is looked at several times before it is whole. */
  readonly isLoose?: boolean;
  /** What the form is about (a kind of event): its fields may have names of their own there. */
  readonly about?: string;
}

/** Names of fields, with their list numbers taken out: `heads[0].count` is labelled as `heads.count`, else as `count`. */
export function fieldLabel({ frame, about }: Pick<FormState, 'frame' | 'about'>, path: string): string {
  const plain = path.replace(/\[\d+\]/g, '');
  const last = plain.split('.').at(-1) ?? plain;
  const general = frame.tOr(`field.${plain}`, frame.tOr(`field.${last}`, last));
  return about === undefined ? general : frame.tOr(`field.${about}.${plain}`, general);
}

/** All fields of a shape, in the order of their declaration. */
export function Fields({ shape, form, path = '' }: { shape: Shape; form: FormState; path?: string }) {
  const shown = [...fieldsOf(shape)].filter(([name]) => !form.hidden?.has(path === '' ? name : `${path}.${name}`));
  return (
    <>
      {shown.map(([name, spec]) => (
        <FieldOf key={name} spec={spec} path={path === '' ? name : `${path}.${name}`} form={form} />
      ))}
    </>
  );
}

export function FieldOf({ spec, path, form }: { spec: FieldSpec; path: string; form: FormState }) {
  if (spec.is === 'list' && spec.item.is === 'object') return <Rows spec={spec} path={path} form={form} />;
  if (spec.is === 'list' && spec.item.is === 'variant')
    return <Variants spec={spec} item={spec.item} path={path} form={form} />;
  if (spec.is === 'object') return <Group path={path} shape={spec.shape()} form={form} />;
  return (
    <div class={`field ${spec.is}`}>
      <label for={idOf(path)}>
        {fieldLabel(form, path)}
        {spec.optional ? <small class="optional">{form.frame.t('form.optional')}</small> : null}
      </label>
      <Input spec={spec} path={path} form={form} />
      <Fault path={path} form={form} />
    </div>
  );
}

function Group({ path, shape, form }: { path: string; shape: Shape; form: FormState }) {
  return (
    <fieldset id={idOf(path)}>
      <legend>{fieldLabel(form, path)}</legend>
      <div class="fields">
        <Fields shape={shape} form={form} path={path} />
      </div>
      <Fault path={path} form={form} />
    </fieldset>
  );
}

/** How many rows a list shows: those filled, one more when it was asked for, and one to begin with where there has to be one. */
function rowsOf(spec: Extract<FieldSpec, { is: 'list' }>, path: string, { typed }: FormState): number {
  const wanted = rowsTyped(typed, path) + (typed['_more'] === path ? 1 : 0);
  return Math.min(spec.max, Math.max(wanted, spec.optional || spec.min === 0 ? 0 : 1, firstRows(path)));
}

/** A list of objects as a small table; another row is a button, which works without scripts. */
function Rows({ spec, path, form }: { spec: Extract<FieldSpec, { is: 'list' }>; path: string; form: FormState }) {
  const { frame } = form;
  if (spec.item.is !== 'object') return null;
  const columns = [...fieldsOf(spec.item.shape())];
  const rows = rowsOf(spec, path, form);
  return (
    <fieldset id={idOf(path)} class="rows">
      <ListLegend spec={spec} path={path} form={form} />
      {rows === 0 ? null : (
        <table>
          <thead>
            <tr>
              {columns.map(([name]) => (
                <th scope="col" key={name}>
                  {fieldLabel(form, `${path}.${name}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {Array.from({ length: rows }, (_, i) => (
              <tr key={i}>
                {columns.map(([name, inner]) => {
                  const cell = `${path}[${i}].${name}`;
                  return (
                    <td key={name} data-label={fieldLabel(form, cell)}>
                      <Input
                        spec={inner}
                        path={cell}
                        form={form}
                        label={fieldLabel(form, cell)}
                        isLoose={i > 0 || !!spec.optional}
                      />
                      <Fault path={cell} form={form} />
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <Fault path={path} form={form} />
      {Array.from({ length: rows }, (_, i) => (
        <Fault key={i} path={`${path}[${i}]`} form={form} />
      ))}
      <More frame={frame} path={path} form={form} />
    </fieldset>
  );
}

interface VariantsProps {
  readonly spec: Extract<FieldSpec, { is: 'list' }>;
  readonly item: Extract<FieldSpec, { is: 'variant' }>;
  readonly path: string;
  readonly form: FormState;
}

/** A list of objects of several shapes: what an object is decides which fields it has, once the form has been looked at again. */
function Variants({ spec, item, path, form }: VariantsProps) {
  const rows = rowsOf(spec, path, form);
  return (
    <fieldset id={idOf(path)} class="variants">
      <ListLegend spec={spec} path={path} form={form} />
      {Array.from({ length: rows }, (_, i) => {
        const at = `${path}[${i}]`;
        const shape = item.shapes().get(form.typed[`${at}.${item.by}`] ?? '');
        const by: FieldSpec = { is: 'choice', of: [...item.shapes().keys()], optional: true };
        const inner = { ...form, hidden: new Set([...(form.hidden ?? []), `${at}.${item.by}`]) };
        return (
          <fieldset key={i} class="variant">
            <legend>{`${fieldLabel(form, path)} ${i + 1}`}</legend>
            <div class="fields">
              <FieldOf spec={by} path={`${at}.${item.by}`} form={form} />
              {shape ? <Fields shape={shape} form={inner} path={at} /> : null}
            </div>
            <Fault path={at} form={form} />
          </fieldset>
        );
      })}
      <Fault path={path} form={form} />
      <More frame={form.frame} path={path} form={form} />
    </fieldset>
  );
}

function ListLegend({ spec, path, form }: { spec: FieldSpec; path: string; form: FormState }) {
  return (
    <legend>
      {fieldLabel(form, path)}
      {spec.optional ? <small class="optional">{form.frame.t('form.optional')}</small> : null}
    </legend>
  );
}

function More({ frame, path, form }: { frame: Frame; path: string; form: FormState }) {
  return (
    <button type="submit" name="_more" value={path} class="outline small" formnovalidate>
      {frame.t('form.moreRows', { what: fieldLabel(form, path) })}
    </button>
  );
}

/** A return may bring nothing that is accepted; still its first row is where a clerk begins. */
function firstRows(path: string): number {
  return path === 'accepted' ? 1 : 0;
}

interface InputProps {
  readonly spec: FieldSpec;
  readonly path: string;
  readonly form: FormState;
  /** For fields without a label of their own. */
  readonly label?: string;
  /** May be empty although the shape asks for it: the row may be. */
  readonly isLoose?: boolean;
}

export function Input({ spec, path, form, label, isLoose }: InputProps) {
  const { typed, errors, choices, suggestions, defaults, focus } = form;
  const value = typed[path] ?? '';
  const common = {
    id: idOf(path),
    name: path,
    'aria-label': label,
    'aria-invalid': errors.has(path) ? ('true' as const) : undefined,
    'aria-describedby': errors.has(path) ? `${idOf(path)}-fault` : undefined,
    required: !spec.optional && !isLoose && !form.isLoose ? true : undefined,
    autofocus: focus === path ? true : undefined,
    'data-field': spec.is,
  };
  const plain = path.replace(/\[\d+\]/g, '');
  const options = choices?.[plain] ?? optionsOf(spec, path, form.frame);
  if (options)
    return (
      <Choose
        common={common}
        value={value}
        options={options}
        form={form}
        isClass={isClass(spec)}
        spec={spec}
        path={plain}
      />
    );
  const known = suggestions?.[plain];
  const list = known && known.length > 0 ? `${idOf(path)}-list` : undefined;
  if (isLong(spec)) return <textarea {...common} rows={2} defaultValue={value} />;
  return (
    <>
      <input
        {...common}
        {...kindOf(spec)}
        value={value}
        placeholder={defaults?.[plain]}
        list={list}
        autocomplete="off"
      />
      {list ? (
        <datalist id={list}>
          {known?.map((text) => (
            <option key={text} value={text} />
          ))}
        </datalist>
      ) : null}
    </>
  );
}

interface ChooseProps {
  readonly common: object;
  readonly value: string;
  readonly options: readonly Option[];
  readonly form: FormState;
  readonly isClass: boolean;
  readonly spec: FieldSpec;
  readonly path: string;
}

function Choose({ common, value, options, form, isClass: byspecies, spec, path }: ChooseProps) {
  const chosen = new Set(value.split('\n'));
  const isMany = spec.is === 'list';
  const option = ({ value: v, text }: Option): ComponentChildren => (
    <option key={v} value={v} selected={chosen.has(v)}>
      {text}
    </option>
  );
  const empty = form.defaults?.[path] ?? '';
  return (
    <select {...common} multiple={isMany ? true : undefined} size={isMany ? 6 : undefined}>
      {isMany ? null : (
        <option value="" selected={value === ''}>
          {empty === '' ? form.frame.t('form.choose') : empty}
        </option>
      )}
      {byspecies ? <ByspeciesOptions options={options} form={form} option={option} /> : options.map(option)}
    </select>
  );
}

/** Classes under their species, those of the contract first. */
function ByspeciesOptions({
  options,
  form,
  option,
}: {
  options: readonly Option[];
  form: FormState;
  option: (o: Option) => ComponentChildren;
}) {
  const wanted = form.species ?? [];
  const species = Object.entries(CLASSES_BY_SPECIES).sort(
    ([a], [b]) => Number(wanted.includes(b)) - Number(wanted.includes(a)),
  );
  return (
    <>
      {species.map(([name, classes]) => (
        <optgroup key={name} label={form.frame.tOr(`species.${name}`, name)}>
          {options.filter(({ value }) => (classes as readonly string[]).includes(value)).map(option)}
        </optgroup>
      ))}
    </>
  );
}

export function Fault({ path, form }: { path: string; form: FormState }) {
  const message = form.errors.get(path);
  return message === undefined ? null : (
    <small class="fault" id={`${idOf(path)}-fault`}>
      {message}
    </small>
  );
}

/** Everything that is wrong, above the form, each with the way to its field. */
export function Faults({ form }: { form: FormState }) {
  const { errors, frame } = form;
  if (errors.size === 0) return null;
  return (
    <div class="faults" role="alert">
      <p>{frame.t('form.faults', { count: errors.size })}</p>
      <ul>
        {[...errors].map(([path, message]) => (
          <li key={path}>
            {path === '' ? (
              message
            ) : (
              <a href={`#${encodeURIComponent(idOf(path))}`}>{`${fieldLabel(form, path)}: ${message}`}</a>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

export function idOf(path: string): string {
  return `f-${path}`;
}

function isClass(spec: FieldSpec): boolean {
  const inner = spec.is === 'list' ? spec.item : spec;
  return inner.is === 'choice' && inner.of.includes('ewe');
}

function isLong(spec: FieldSpec): boolean {
  return (spec.is === 'text' && spec.multiline) || spec.is === 'list';
}

function optionsOf(spec: FieldSpec, path: string, frame: Frame): readonly Option[] | undefined {
  if (spec.is === 'boolean')
    return ['yes', 'no'].map((value) => ({ value, text: frame.tOr(`choice.${value}`, value) }));
  const inner = spec.is === 'list' ? spec.item : spec;
  if (inner.is !== 'choice') return undefined;
  return inner.of.map((value) => ({ value, text: choiceLabel(frame, path, value) }));
}

const WORD_OF_FIELD: Readonly<Record<string, string>> = { class: 'class', classes: 'class', base: 'class', from: 'book', book: 'book', unit: 'unit', per: 'unit', title: 'title', rule: 'rule' }; // prettier-ignore

/** The word for one choice of a field: of the trade where it has one, else of the form. */
export function choiceLabel(frame: Frame, path: string, value: string): string {
  const field =
    path
      .replace(/\[\d+\]/g, '')
      .split('.')
      .at(-1) ?? '';
  const word = WORD_OF_FIELD[field];
  const named = word === undefined ? undefined : frame.word(`${word}.${value}`, '');
  return named || frame.word(`class.${value}`, '') || frame.tOr(`choice.${field}.${value}`, value);
}

function kindOf(spec: FieldSpec): object {
  switch (spec.is) {
    case 'date':
      return { type: 'date' };
    case 'count':
      return { type: 'text', inputmode: 'numeric' };
    case 'money':
    case 'quantity':
    case 'percent':
      return { type: 'text', inputmode: 'decimal' };
    default:
      return { type: 'text' };
  }
}
