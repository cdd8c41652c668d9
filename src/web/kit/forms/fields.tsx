/** Forms made from the shapes that read them: fields, groups, rows of a list, and what is wrong with them. */
import { fieldsOf, type FieldSpec, type Shape } from '../../../domain/shape/spec';
import { useFrame } from '../frame';
import { FieldFault, fieldLabel, idOf, Input, type FormState } from './inputs';
import { rowsTyped } from './typed';

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
  const frame = useFrame();
  if (spec.is === 'list' && spec.item.is === 'object') return <Rows spec={spec} path={path} form={form} />;
  if (spec.is === 'list' && spec.item.is === 'variant')
    return <Variants spec={spec} item={spec.item} path={path} form={form} />;
  if (spec.is === 'object') return <Group path={path} shape={spec.shape()} form={form} />;
  return (
    <div class={`field ${spec.is}`}>
      <label for={idOf(path)}>
        {fieldLabel(frame, form, path)}
        {spec.optional ? <small class="optional">{frame.t('form.optional')}</small> : null}
      </label>
      <Input spec={spec} path={path} form={form} />
      <FieldFault path={path} form={form} />
    </div>
  );
}

function Group({ path, shape, form }: { path: string; shape: Shape; form: FormState }) {
  const frame = useFrame();
  return (
    <fieldset id={idOf(path)}>
      <legend>{fieldLabel(frame, form, path)}</legend>
      <div class="fields">
        <Fields shape={shape} form={form} path={path} />
      </div>
      <FieldFault path={path} form={form} />
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
  const frame = useFrame();
  if (spec.item.is !== 'object') return null;
  const columns = [...fieldsOf(spec.item.shape())];
  const rows = rowsOf(spec, path, form);
  const isOrdered = form.ordered?.has(path) === true;
  return (
    <fieldset id={idOf(path)} class="rows">
      <ListLegend spec={spec} path={path} form={form} />
      {rows === 0 ? null : (
        <table class={isOrdered ? 'ordered' : undefined}>
          <thead>
            <tr>
              {columns.map(([name]) => (
                <th scope="col" key={name}>
                  {fieldLabel(frame, form, `${path}.${name}`)}
                </th>
              ))}
              {isOrdered ? <td /> : null}
            </tr>
          </thead>
          <tbody>
            {Array.from({ length: rows }, (_, i) => (
              <tr key={i}>
                {columns.map(([name, inner]) => {
                  const cell = `${path}[${i}].${name}`;
                  return (
                    <td key={name} data-label={fieldLabel(frame, form, cell)}>
                      <Input
                        spec={inner}
                        path={cell}
                        form={form}
                        label={fieldLabel(frame, form, cell)}
                        isLoose={i > 0 || spec.optional || spec.min === 0}
                      />
                      <FieldFault path={cell} form={form} />
                    </td>
                  );
                })}
                {isOrdered ? <Above row={`${path}[${i}]`} number={i + 1} /> : null}
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <FieldFault path={path} form={form} />
      {Array.from({ length: rows }, (_, i) => (
        <FieldFault key={i} path={`${path}[${i}]`} form={form} />
      ))}
      <More path={path} form={form} />
    </fieldset>
  );
}

/** Puts an empty row above this one. */
function Above({ row, number }: { row: string; number: number }) {
  const frame = useFrame();
  const name = frame.t('form.rowAboveThat', { row: number });
  return (
    <td>
      <button type="submit" name="_above" value={row} class="outline small" formnovalidate aria-label={name}>
        {frame.t('form.rowAbove')}
      </button>
    </td>
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
  const frame = useFrame();
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
            <legend>{`${fieldLabel(frame, form, path)} ${i + 1}`}</legend>
            <div class="fields">
              <FieldOf spec={by} path={`${at}.${item.by}`} form={form} />
              {shape ? <Fields shape={shape} form={inner} path={at} /> : null}
            </div>
            <FieldFault path={at} form={form} />
          </fieldset>
        );
      })}
      <FieldFault path={path} form={form} />
      <More path={path} form={form} />
    </fieldset>
  );
}

function ListLegend({ spec, path, form }: { spec: FieldSpec; path: string; form: FormState }) {
  const frame = useFrame();
  return (
    <legend>
      {fieldLabel(frame, form, path)}
      {spec.optional ? <small class="optional">{frame.t('form.optional')}</small> : null}
    </legend>
  );
}

function More({ path, form }: { path: string; form: FormState }) {
  const frame = useFrame();
  return (
    <button type="submit" name="_more" value={path} class="outline small" formnovalidate>
      {frame.t('form.moreRows', { what: fieldLabel(frame, form, path) })}
    </button>
  );
}

/** A return may bring nothing that is accepted, and all lambs may be born dead; still the first row is where a clerk begins. */
function firstRows(path: string): number {
  return path === 'accepted' || path === 'heads' ? 1 : 0;
}

/** Everything that is wrong, above the form, each with the way to its field. */
export function Faults({ form }: { form: FormState }) {
  const frame = useFrame();
  const { errors } = form;
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
              <a href={`#${encodeURIComponent(idOf(path))}`}>{`${fieldLabel(frame, form, path)}: ${message}`}</a>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
