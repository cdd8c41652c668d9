import { ANONYMOUS, THE_OPERATOR } from '../identity/viewer';
import type { AuthenticatedRequest } from './access';
import { CooperativeContext, RequestContext } from './context';

const origin = { actor: 'operator', address: '::1', requestId: 'r' };

function requestOf(more: object): AuthenticatedRequest {
  return { viewer: THE_OPERATOR, origin, ...more } as unknown as AuthenticatedRequest;
}

describe('the context of a request', () => {
  it('has a cooperative only where the route opens one', () => {
    expect(() => new CooperativeContext(requestOf({}))).toThrow('opens no cooperative');
    const opened = { cooperative: { id: 7, code: 'WRYT' }, roles: new Set(['clerk']), scope: { cooperativeId: 7 } };
    expect(new CooperativeContext(requestOf({ opened }))).toMatchObject(opened);
  });

  it('knows who acts, and refuses those who are no user', () => {
    expect(() => new RequestContext(requestOf({ viewer: ANONYMOUS })).actor).toThrow('not_permitted');
    const viewer = { ...THE_OPERATOR, userId: 3 };
    expect(new RequestContext(requestOf({ viewer })).actor).toEqual({ userId: 3, login: 'operator', origin });
  });
});
