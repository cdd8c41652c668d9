/** The input for photos and papers in forms. */
import { useFrame } from '../frame';
import { MAX_FILE_BYTES, MAX_FILES_AT_ONCE, type NewFile } from '../../../attachments/attachments.service';
import { FILES_FIELD } from '../../../edge/files-form';
import { idOf, type FormState } from './inputs';

interface FilesFieldProps {
  readonly form: FormState;
  readonly label: string;
  readonly isOptional?: boolean;
  /** More than one may be chosen. */
  readonly isMany?: boolean;
}

/** Telephones offer their camera for it. A browser never fills it in again, so that a form that comes back says what to choose anew. */
export function FilesField({ form, label, isOptional, isMany }: FilesFieldProps) {
  const { t } = useFrame();
  const id = idOf(FILES_FIELD);
  const faults = [...form.errors].filter(([path]) => path === FILES_FIELD || path.startsWith(`${FILES_FIELD}[`));
  const lost = form.lostFiles ?? [];
  return (
    <div class="field photos">
      <label for={id}>
        {label}
        {isOptional ? <small class="optional">{t('form.optional')}</small> : null}
      </label>
      <input
        id={id}
        name={FILES_FIELD}
        type="file"
        accept="image/*,application/pdf"
        multiple={isMany}
        required={!isOptional}
        aria-invalid={faults.length > 0 ? 'true' : undefined}
        aria-describedby={[`${id}-hint`, ...faults.map(([path]) => faultId(path))].join(' ')}
      />
      {faults.map(([path, message]) => (
        <small key={path} class="fault" id={faultId(path)}>
          {message}
        </small>
      ))}
      {lost.length === 0 ? null : (
        <small class="fault">{t('files.again', { names: lost.join(t('list.comma')) })}</small>
      )}
      <small class="hint" id={`${id}-hint`}>
        {t(isMany ? 'files.hintMany' : 'files.hint', { mega: MAX_FILE_BYTES / 1_048_576, max: MAX_FILES_AT_ONCE })}
      </small>
    </div>
  );
}

/** What to choose again, when a form comes back. */
export function namesOf(files: readonly NewFile[]): string[] {
  return files.map(({ name }) => name ?? '?');
}

/** Where the list of faults leads to: the input, or what is said below it about one of its files. */
function faultId(path: string): string {
  return path === FILES_FIELD ? `${idOf(path)}-fault` : idOf(path);
}
