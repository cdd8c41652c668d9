/** Reads forms that bring files: first the token, then the fields, the files last; on the routes that take them and nowhere else. */
import multipart, { type Multipart, type MultipartFile } from '@fastify/multipart';
import {
  BadRequestException,
  createParamDecorator,
  SetMetadata,
  UnsupportedMediaTypeException,
  type ExecutionContext,
} from '@nestjs/common';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { MAX_FILE_BYTES, MAX_FILES_AT_ONCE, type NewFile } from '../attachments/attachments.service';
import { DomainError } from '../domain/errors';
import { checkValue } from '../domain/shape/check';
import { composed } from '../domain/shape/texts';

const TAKES_FILES = 'sureg:takes-files';
/** The name of the input for files in every form. */
export const FILES_FIELD = 'files';

const MAX_FIELDS = 2_000;
/** Characters in the name of a file. */
const NAME_MAX = 200;
const MAX_FIELDS_BYTES = 1_048_576;
/** What is read of a form, so that it can be shown again although a file was too large; of what is larger, reading stops. */
export const MAX_FORM_BYTES = (MAX_FILES_AT_ONCE + 1) * MAX_FILE_BYTES;

/** The size of each file is counted here, so that the form can be shown again with what was wrong. */
const LIMITS = {
  fieldNameSize: 200,
  fieldSize: 65_536,
  fields: MAX_FIELDS,
  files: 2 * MAX_FILES_AT_ONCE,
  fileSize: Infinity,
  headerPairs: 20,
  parts: MAX_FIELDS + 2 * MAX_FILES_AT_ONCE,
};

/** A form that has been begun to be read. */
type Parts = AsyncIterableIterator<Multipart>;

interface WithFiles extends FastifyRequest {
  sentFiles?: readonly NewFile[];
}

/** The route takes forms with files. */
export const TakesFiles = (): MethodDecorator => SetMetadata(TAKES_FILES, true);

/** Parameter: the files of the form, those in it that are too large cut off just above what is allowed. */
export const Files = createParamDecorator(
  (_: unknown, context: ExecutionContext): readonly NewFile[] =>
    context.switchToHttp().getRequest<WithFiles>().sentFiles ?? [],
);

export async function acceptFilesForms(server: FastifyInstance): Promise<void> {
  await server.register(multipart, { limits: LIMITS, throwFileSizeLimit: false });
  // Whoever is answered before everything was read is not listened to any more.
  server.addHook('onSend', async (request, reply) => {
    if (request.isMultipart() && !request.raw.readableEnded) void reply.header('connection', 'close');
  });
}

/**
 * Begins to read a form with files.
 *
 * @returns undefined when the request is none
 * @throws UnsupportedMediaTypeException where no files are taken
 */
export function beginFilesForm(request: FastifyRequest, context: ExecutionContext): Parts | undefined {
  if (!request.isMultipart()) return undefined;
  if (Reflect.getMetadata(TAKES_FILES, context.getHandler()) !== true) throw new UnsupportedMediaTypeException();
  return readable(request.parts() as Parts);
}

/** The value of the form's first field, when that has the name: nothing after it has been read. */
export async function firstField(parts: Parts, name: string): Promise<string | undefined> {
  const { value: part } = (await parts.next()) as { value?: Multipart };
  return part?.type === 'field' && part.fieldname === name && typeof part.value === 'string' ? part.value : undefined;
}

/**
 * Reads the rest: the fields become the body, as those of any form.
 *
 * @throws DomainError body_too_large (too many or too long fields, or fields behind files that were not read), utf8_invalid
 */
export async function readFilesForm(request: WithFiles, parts: Parts): Promise<void> {
  const fields = new Map<string, string | string[]>();
  const files: NewFile[] = [];
  let fieldBytes = 0;
  let left = MAX_FORM_BYTES;
  for await (const part of parts) {
    if (part.type === 'field') {
      const text = textOf(part);
      fieldBytes += Buffer.byteLength(text);
      if (fieldBytes > MAX_FIELDS_BYTES) throw new DomainError('body_too_large', { max: MAX_FIELDS_BYTES });
      const before = fields.get(part.fieldname);
      fields.set(part.fieldname, before === undefined ? text : [before, text].flat());
    } else {
      const { bytes, read } = await readFile(part, left);
      left -= read;
      if (isChosen(part, bytes)) files.push({ bytes, ...nameOf(part.filename) });
      if (left <= 0) break;
    }
  }
  request.body = Object.fromEntries(fields);
  request.sentFiles = files;
}

/**
 * Far too many files are left unread: those before them are too many already, and the form is refused for it.
 *
 * @throws BadRequestException when what was sent is no such form
 */
async function* readable(parts: Parts): Parts {
  try {
    yield* parts;
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (code === 'FST_FILES_LIMIT') return;
    throw typeof code === 'string' && code.startsWith('FST_') ? error : new BadRequestException();
  }
}

/**
 * No more of it than is needed to see that it is too large, and nothing behind what is `left` to be read.
 *
 * @throws BadRequestException when the form ends within the file: the connection was lost
 */
async function readFile(part: MultipartFile, left: number): Promise<{ bytes: Buffer; read: number }> {
  const chunks: Buffer[] = [];
  let [kept, read] = [0, 0];
  for await (const chunk of chunksOf(part)) {
    read += chunk.length;
    const room = MAX_FILE_BYTES + 1 - kept;
    if (room > 0) chunks.push(chunk.subarray(0, room));
    kept += Math.min(chunk.length, Math.max(room, 0));
    if (read >= left) break;
  }
  return { bytes: Buffer.concat(chunks), read };
}

async function* chunksOf({ file }: MultipartFile): AsyncGenerator<Buffer> {
  try {
    yield* file as AsyncIterable<Buffer>;
  } catch {
    throw new BadRequestException();
  }
}

/** Browsers send an input without a file as a file without a name. */
function isChosen({ fieldname, filename }: MultipartFile, bytes: Buffer): boolean {
  return fieldname === FILES_FIELD && ((filename ?? '') !== '' || bytes.length > 0);
}

/** A name that could not be shown is left out. */
function nameOf(filename: string | undefined): Pick<NewFile, 'name'> {
  const name = composed((filename ?? '').trim(), NAME_MAX) ?? '';
  const isText = !checkValue({ is: 'text', max: NAME_MAX, multiline: false, quotes: true }, name);
  return isText ? { name } : {};
}

/** @throws DomainError body_too_large, utf8_invalid */
function textOf({ value, valueTruncated, fieldnameTruncated }: Exclude<Multipart, MultipartFile>): string {
  if (valueTruncated || fieldnameTruncated) throw new DomainError('body_too_large', { max: LIMITS.fieldSize });
  if (typeof value !== 'string' || value.includes('\u{fffd}')) throw new DomainError('utf8_invalid');
  return value;
}
