/** Several people at one API: each asks with a session of their own. */
import type { UserRole } from '../../src/identity/viewer';
import type { Answer, Api } from './api';
import { person, signIn } from './people';

/** Someone with roles in the Wuriyintuya book. */
export interface Asker {
  readonly id: number;
  readonly login: string;
  get(path: string): Promise<Answer>;
  post(path: string, body?: object, headers?: Record<string, string>): Promise<Answer>;
  put(path: string, body: object, headers?: Record<string, string>): Promise<Answer>;
}

export async function asker(api: Api, login: string, ...roles: UserRole[]): Promise<Asker> {
  const { id } = await person(api, login, 'WRYT', ...roles);
  // Signed in anew for every request: tests set their clock further than a session lives.
  const session = async (more: Record<string, string> = {}): Promise<Record<string, string>> => ({
    ...(await signIn(api.database, id, login, api.clock)).headers,
    ...more,
  });
  return {
    id,
    login,
    get: async (path) => api.get(path, await session()),
    post: async (path, body, headers) => api.send('POST', path, body, await session(headers)),
    put: async (path, body, headers) => api.send('PUT', path, body, await session(headers)),
  };
}
