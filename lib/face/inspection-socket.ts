/**
 * The socket through which an operator can be asked by its own user on its own machine: routes of their own, over HTTP, on a Unix
 * domain socket that nobody else may open.
 */
import { rmSync } from 'node:fs';
import { chmod, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isMainThread } from 'node:worker_threads';
import { messageOf, PortError } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import type { HttpRoutes } from './http-routes.ts';
import { HttpServer } from './http-server.ts';
import { freePath, isFree, MAX_SOCKET_PATH, prepareFolder, socketFolder } from './inspection-place.ts';

/** Options of an InspectionSocket. */
export interface InspectionSocketOptions {
  readonly routes: HttpRoutes;
  readonly logger: Logger;
  /** The operator's name, which is part of the default path. */
  readonly name: string;
  /** Where. @default a path in the user's own folder of sockets */
  readonly path?: string | undefined;
  /** Where the user's folder of sockets lies. @default the system's temporary folder */
  readonly temporary?: string | undefined;
}

/** See the file's comment. */
export class InspectionSocket {
  /** Where it listens. */
  readonly path: string;
  readonly #server: HttpServer;

  private constructor(path: string, server: HttpServer) {
    this.path = path;
    this.#server = server;
  }

  /** Listens. @throws PortError nothing can listen there */
  static async open(options: InspectionSocketOptions): Promise<InspectionSocket> {
    try {
      const path = await choosePath(options);
      const server = new HttpServer(options);
      await listenPrivately(server, path);
      return new InspectionSocket(path, server);
    } catch (error) {
      if (PortError.is(error)) throw error;
      throw new PortError(`--inspect-socket${options.path === undefined ? '' : ` ${options.path}`}: ${messageOf(error)}`, { cause: error });
    }
  }

  /** Listens no more; the file goes. */
  async close(): Promise<void> {
    await this.#server.close();
    rmSync(this.path, { force: true });
  }
}

async function choosePath({ path, name, temporary }: InspectionSocketOptions): Promise<string> {
  const chosen = path ?? (await defaultPath(name, temporary));
  if (Buffer.byteLength(chosen) > MAX_SOCKET_PATH)
    throw new PortError(`--inspect-socket ${chosen}: a socket's path has at most ${MAX_SOCKET_PATH} bytes`);
  const folder = dirname(chosen);
  // The system calls it a missing permission.
  if (!(await stat(folder).catch(() => undefined))) throw new PortError(`--inspect-socket ${chosen}: there is no folder ${folder}`);
  if (path !== undefined && !(await isFree(path)))
    throw new PortError(`--inspect-socket ${path}: another operator listens there, or there is something that is no socket`);
  return chosen;
}

async function defaultPath(name: string, temporary: string | undefined): Promise<string> {
  const folder = socketFolder(temporary);
  await prepareFolder(folder);
  return freePath(folder, name);
}

/** The mask counts at the moment at which the file is made, which is before listen() returns; threads have none of their own. */
async function listenPrivately(server: HttpServer, path: string): Promise<void> {
  const mask = isMainThread ? process.umask(0o177) : undefined;
  let listening: Promise<void>;
  try {
    listening = server.listen({ path });
  } finally {
    if (mask !== undefined) process.umask(mask);
  }
  await listening;
  await chmod(path, 0o600);
}
