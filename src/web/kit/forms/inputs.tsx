/** Single inputs of forms: one here for each kind of field that shapes know, with its fault beside it. */
import { choiceLabel } from '../../../i18n/choices';
import type { ComponentChildren } from 'preact';
import { CLASSES_BY_SPECIES } from '../../../domain/animals';
import type { FieldSpec } from '../../../domain/shape/spec';
import { type Frame, useFrame } from '../frame';
import { canBeShown } from './dates';
import type { Faults } from './faults';
import type { Typed } from './typed';

/** One of a list to choose from. */
export interface Option {
  readonly value: string;
  readonly text: string;
}

/** What a form shows beside its shape. */
export interface FormState {
  readonly typed: Typed;
  /** Message by the field's path. */
  readonly errors: Faults;
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
  /** Lists whose order matters: a row can be put above another, by path. */
  readonly ordered?: ReadonlySet<string>;
  /** Gets the cursor. */
  readonly focus?: string;
  /** Nothing is asked for by the browser: the form is looked at several times before it is whole. */
  readonly isLoose?: boolean;
  /** Today, from which keys count in dates. */
  readonly today?: string;
  /** Names of the files that were sent with it and have to be chosen again. */
  readonly lostFiles?: readonly string[];
  /** What the form is about (a kind of event): its fields may have names of their own there. */
  readonly about?: string;
}

/** A form as it begins, or as it came back. */
export function formOf(about: string, typed: Typed = {}, errors: Faults = new Map(), focus?: string): FormState {
  return { about, typed, errors, ...(focus === undefined ? {} : { focus }) };
}

/** Names of fields, with their list numbers taken out: `heads[0].count` is labelled as `heads.count`, else as `count`. */
export function fieldLabel(frame: Frame, { about }: Pick<FormState, 'about'>, path: string): string {
  const plain = path.replace(/\[\d+\]/g, '');
  const last = plain.split('.').at(-1) ?? plain;
  const general = frame.tOr(`field.${plain}`, frame.tOr(`field.${last}`, last));
  return about === undefined ? general : frame.tOr(`field.${about}.${plain}`, general);
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
  const frame = useFrame();
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
    'data-today': spec.is === 'date' ? form.today : undefined,
  };
  const plain = path.replace(/\[\d+\]/g, '');
  const options = choices?.[plain] ?? optionsOf(spec, path, frame);
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
        {...kindOf(spec, value)}
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
  const frame = useFrame();
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
          {empty === '' ? frame.t('form.choose') : empty}
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
  const frame = useFrame();
  const wanted = form.species ?? [];
  const species = Object.entries(CLASSES_BY_SPECIES).sort(
    ([a], [b]) => Number(wanted.includes(b)) - Number(wanted.includes(a)),
  );
  return (
    <>
      {species.map(([name, classes]) => (
        <optgroup key={name} label={frame.tOr(`species.${name}`, name)}>
          {options.filter(({ value }) => (classes as readonly string[]).includes(value)).map(option)}
        </optgroup>
      ))}
    </>
  );
}

export function FieldFault({ path, form }: { path: string; form: FormState }) {
  const message = form.errors.get(path);
  return message === undefined ? null : (
    <small class="fault" id={`${idOf(path)}-fault`}>
      {message}
    </small>
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

/** What a field is chosen from by its shape alone. */
export function optionsOf(spec: FieldSpec, path: string, frame: Frame): readonly Option[] | undefined {
  if (spec.is === 'boolean')
    return ['yes', 'no'].map((value) => ({ value, text: frame.tOr(`choice.${value}`, value) }));
  const inner = spec.is === 'list' ? spec.item : spec;
  if (inner.is !== 'choice') return undefined;
  return inner.of.map((value) => ({ value, text: choiceLabel(frame, path, value) }));
}

function kindOf(spec: FieldSpec, value: string): object {
  switch (spec.is) {
    case 'date':
      return { type: canBeShown(value) ? 'date' : 'text' };
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
