/** Single fields of forms that have no shape of the book behind them: passwords, codes, searches. */
import { useFrame } from '../frame';
import { FieldFault, fieldLabel, idOf, type FormState, type Option } from './inputs';

interface PlainProps {
  readonly form: FormState;
  readonly name: string;
  readonly type?: 'text' | 'password' | 'date' | 'number';
  /** What browsers may fill in. */
  readonly autocomplete?: string;
  readonly inputmode?: 'numeric' | 'text';
  /** Said below the field, always. */
  readonly hint?: string;
  readonly isOptional?: boolean;
  /** Another name than the field's own. */
  readonly label?: string;
}

/** What was typed stands in it again, but never a password. */
export function PlainField({
  form,
  name,
  type = 'text',
  autocomplete = 'off',
  inputmode,
  hint,
  isOptional,
  label,
}: PlainProps) {
  const frame = useFrame();
  const described = [
    ...(hint === undefined ? [] : [`${idOf(name)}-hint`]),
    ...(form.errors.has(name) ? [`${idOf(name)}-fault`] : []),
  ];
  const kind: object = { type };
  return (
    <div class="field">
      <label for={idOf(name)}>
        {label ?? fieldLabel(frame, form, name)}
        {isOptional ? <small class="optional">{frame.t('form.optional')}</small> : null}
      </label>
      <input
        id={idOf(name)}
        name={name}
        {...kind}
        value={type === 'password' ? '' : (form.typed[name] ?? '')}
        autocomplete={autocomplete}
        inputmode={inputmode}
        required={!isOptional}
        spellcheck={false}
        autofocus={form.focus === name ? true : undefined}
        aria-invalid={form.errors.has(name) ? 'true' : undefined}
        aria-describedby={described.length > 0 ? described.join(' ') : undefined}
      />
      <FieldFault path={name} form={form} />
      {hint === undefined ? null : (
        <small class="hint" id={`${idOf(name)}-hint`}>
          {hint}
        </small>
      )}
    </div>
  );
}

interface ChecksProps {
  readonly form: FormState;
  readonly name: string;
  readonly options: readonly Option[];
}

/** The reader's own password, typed again: for what a session that somebody took over must not do. */
export function PasswordAgain({ form }: { form: FormState }) {
  const frame = useFrame();
  return (
    <>
      {/* For the browser, which keeps passwords by their login. */}
      <input type="text" name="login" value={frame.viewer.actor} autocomplete="username" readonly hidden />
      <PlainField
        form={form}
        name="password"
        type="password"
        autocomplete="current-password"
        label={frame.t('account.current')}
        hint={frame.t('account.againHint')}
      />
    </>
  );
}

/** Several of a few choices, as boxes to tick. */
export function Checks({ form, name, options }: ChecksProps) {
  const frame = useFrame();
  const chosen = new Set((form.typed[name] ?? '').split('\n'));
  return (
    <fieldset id={idOf(name)} class="checks">
      <legend>{fieldLabel(frame, form, name)}</legend>
      {options.map(({ value, text }) => (
        <label key={value}>
          <input type="checkbox" name={name} value={value} checked={chosen.has(value)} />
          {text}
        </label>
      ))}
      <FieldFault path={name} form={form} />
    </fieldset>
  );
}
