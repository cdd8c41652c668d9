/** Who asks for jobs, and which one an address names. */
import { DomainError } from '../domain/errors';
import type { Actor } from '../identity/viewer';
import type { Requester } from '../jobs/jobs.service';
import type { Access } from '../parties/scope';

export function requesterOf({ cooperative, roles }: Access, { userId }: Pick<Actor, 'userId'>): Requester {
  return { cooperative, roles, userId };
}

/** @throws DomainError job_unknown */
export function jobId(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new DomainError('job_unknown');
  return Number(text);
}
