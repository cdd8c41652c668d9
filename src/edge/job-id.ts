/** Which job an address names. */
import { DomainError } from '../domain/errors';

/** @throws DomainError job_unknown */
export function jobId(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new DomainError('job_unknown');
  return Number(text);
}
