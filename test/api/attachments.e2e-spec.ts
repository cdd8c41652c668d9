import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FileStore } from '../../src/attachments/file-store';
import { MAX_FILE_BYTES } from '../../src/attachments/attachments.service';
import { MAX_FILES_AN_EVENT } from '../../src/attachments/staged-files';
import { openApi, WRYT, type Api } from '../support/api';
import { herder, person } from '../support/people';

const MAGIC: Readonly<Record<string, string>> = {
  'image/jpeg': 'ffd8ffe0',
  'image/png': '89504e470d0a1a0a',
  'image/webp': '524946460000000057454250',
  'application/pdf': '255044462d312e34',
};
const FILES = `${WRYT}/contracts/WRYT-2022-002/attachments`;

/** A file that begins like one of its type; no two are the same. */
const fileOf = (type: string, bytes = 64): Buffer => {
  const magic = Buffer.from(MAGIC[type] ?? '', 'hex');
  return Buffer.concat([magic, randomBytes(bytes - magic.length)]);
};
const hashOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

describe('photos and papers of a contract', () => {
  let api: Api;
  let clerk: Record<string, string>;
  let folder: string;
  beforeAll(async () => {
    api = await openApi();
    clerk = (await person(api, 'clerk', 'WRYT', 'clerk')).headers;
    folder = api.app.get(FileStore).folder;
  });
  afterAll(async () => {
    await api.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const send = async (
    bytes: Buffer,
    type = 'image/jpeg',
    query = '',
    headers = clerk,
  ): Promise<{ status: number; body: any }> => /* eslint-disable-line @typescript-eslint/no-explicit-any */ {
    const url = `${FILES}${query}`;
    const response = await api.app.inject({
      method: 'POST',
      url,
      payload: bytes,
      headers: { ...headers, 'content-type': type },
    });
    return { status: response.statusCode, body: response.json() };
  };
  const load = (sha256: string, headers = clerk): ReturnType<typeof api.app.inject> =>
    api.app.inject({ url: `${FILES}/${sha256}`, headers });

  it.each(Object.keys(MAGIC))('%s is kept as it is, and given back as a download', async (type) => {
    const bytes = fileOf(type, 5_000);
    const name = encodeURIComponent("死亡'照片*.jpg");
    const { status, body } = await send(bytes, type, `?name=${name}&event=e-1`);
    expect({ status, body }).toMatchObject({
      status: 201,
      body: { sha256: hashOf(bytes), type, bytes: 5_000, name: "死亡'照片*.jpg", by: 'clerk' },
    });
    const loaded = await load(body.sha256);
    expect(loaded.rawPayload.equals(bytes)).toBe(true);
    expect(loaded.headers).toMatchObject({
      'content-type': type,
      'content-disposition': `attachment; filename="______.jpg"; filename*=UTF-8''${encodeURIComponent('死亡')}%27${encodeURIComponent('照片')}%2A.jpg`,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    });
  });

  it('the same file again is there already', async () => {
    const bytes = fileOf('image/png');
    expect((await send(bytes, 'image/png')).status).toBe(201);
    expect((await send(bytes, 'image/png')).status).toBe(200);
    const { items } = (await api.get(FILES)).body;
    expect(items.filter((f: { sha256: string }) => f.sha256 === hashOf(bytes))).toHaveLength(1);
  });

  it('nothing else is kept, whatever it says it is', async () => {
    const left = (): string[] => readdirSync(folder, { recursive: true }) as string[];
    const before = left();
    const script = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
    expect((await send(script)).body).toMatchObject({ status: 400, code: 'attachment_type' });
    expect((await send(Buffer.alloc(0))).body).toMatchObject({ code: 'attachment_type' });
    expect((await send(script, 'image/svg+xml')).status).toBe(415);
    expect((await send(Buffer.from('{}'), 'application/json')).body).toMatchObject({ code: 'attachment_type' });
    expect((await send(fileOf('image/jpeg', MAX_FILE_BYTES + 1))).body).toMatchObject({
      status: 413,
      code: 'body_too_large',
    });
    expect(left()).toEqual(before);
    expect((await send(fileOf('image/jpeg', MAX_FILE_BYTES))).status).toBe(201);
  });

  it('files are taken nowhere else', async () => {
    const url = `${WRYT}/contracts/WRYT-2022-002/events`;
    const headers = { ...clerk, 'content-type': 'image/png' };
    expect((await api.app.inject({ method: 'POST', url, headers, payload: fileOf('image/png') })).statusCode).toBe(415);
  });

  it('an event has so many photos and no more', async () => {
    for (let i = 0; i < MAX_FILES_AN_EVENT; i++)
      expect((await send(fileOf('image/png'), 'image/png', '?event=many')).status).toBe(201);
    expect((await send(fileOf('image/png'), 'image/png', '?event=many')).body).toMatchObject({
      code: 'attachment_limit',
    });
    expect((await send(fileOf('image/png'), 'image/png', '?event=other')).status).toBe(201);
  });

  it('herders see those of their own contracts only; an auditor adds none', async () => {
    const bytes = fileOf('application/pdf');
    const { body } = await send(bytes, 'application/pdf');
    expect((await load(body.sha256, (await herder(api, 'WRYT', 'H002')).headers)).statusCode).toBe(200);
    const other = (await herder(api, 'WRYT', 'H003')).headers;
    expect((await load(body.sha256, other)).statusCode).toBe(404);
    expect((await api.get(FILES, other)).status).toBe(404);
    const auditor = (await person(api, 'auditor', 'WRYT', 'auditor')).headers;
    expect((await send(bytes, 'application/pdf', '', auditor)).status).toBe(403);
    expect((await load(body.sha256, auditor)).statusCode).toBe(200);
    for (const name of ['0'.repeat(64), '..%2F..%2Fetc%2Fpasswd', 'x']) expect((await load(name)).statusCode).toBe(404);
  });

  it('a paper that a household signed lets the clerk confirm for it', async () => {
    const at = `${WRYT}/statements/2025-winter/WRYT-2022-002`;
    const tag = { ...clerk, 'if-match': (await api.get(at)).headers['etag'] ?? '' };
    await api.send('POST', `${at}/present`, undefined, tag);
    const hand = { how: 'paper', attachment: 'f'.repeat(64) };
    expect((await api.send('POST', `${at}/confirm`, hand, tag)).body).toMatchObject({ code: 'attachment_unknown' });
    const { body } = await send(fileOf('application/pdf'), 'application/pdf');
    expect((await api.send('POST', `${at}/confirm`, { ...hand, attachment: body.sha256 }, tag)).body).toMatchObject({
      status: 'confirmed',
      signatures: [{ role: 'household', how: 'paper', by: 'clerk', attachment: body.sha256 }],
    });
  });

  it('verify finds a file that was altered, and one that is missing', async () => {
    const bytes = fileOf('image/png');
    const { body } = await send(bytes, 'image/png');
    expect(await api.fault()).toBeUndefined();
    const path = join(folder, body.sha256.slice(0, 2), body.sha256);
    writeFileSync(path, Buffer.concat([bytes.subarray(0, 60), Buffer.from('oops')]));
    expect(await api.fault()).toMatchObject({ code: 'attachment_damaged', what: expect.stringContaining('altered') });
    expect((await load(body.sha256)).json()).toMatchObject({ status: 500, code: 'attachment_damaged' });
    rmSync(path);
    expect(await api.fault()).toMatchObject({ code: 'attachment_damaged', what: expect.stringContaining('missing') });
    // Sent again, it is whole again.
    expect((await send(bytes, 'image/png')).status).toBe(200);
    expect(await api.fault()).toBeUndefined();
  });
});
