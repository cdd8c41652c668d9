/** Every route that the application has, read from its controllers, so that a new one enters the tests by itself. */
import type { INestApplication } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants';
import { RequestMethod } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { ACCESS, type AccessRule } from '../../src/edge/access';

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** With its parameters: `/api/v1/cooperatives/:cooperative`. */
  readonly path: string;
  /** Undefined for a route that says nothing, which is a fault. */
  readonly rule: AccessRule | undefined;
}

export function routesOf(app: INestApplication): Route[] {
  const routes: Route[] = [];
  for (const module of app.get(ModulesContainer).values()) {
    for (const { metatype } of module.controllers.values()) {
      if (!metatype) continue;
      const prototype = metatype.prototype as Record<string, object>;
      const base = pathsOf(Reflect.getMetadata(PATH_METADATA, metatype));
      for (const name of Object.getOwnPropertyNames(prototype)) {
        const handler = prototype[name];
        if (name === 'constructor' || typeof handler !== 'function') continue;
        const method = Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod | undefined;
        if (method === undefined) continue;
        const rule = (Reflect.getMetadata(ACCESS, handler) ?? Reflect.getMetadata(ACCESS, metatype)) as
          AccessRule | undefined;
        for (const start of base)
          for (const end of pathsOf(Reflect.getMetadata(PATH_METADATA, handler)))
            routes.push({ method: RequestMethod[method] as Route['method'], path: `/${start}/${end}`.replaceAll(/\/+/g, '/').replace(/(.)\/$/, '$1'), rule }); // prettier-ignore
      }
    }
  }
  return routes.sort((a, b) => (a.path + a.method < b.path + b.method ? -1 : 1));
}

function pathsOf(metadata: unknown): string[] {
  return (Array.isArray(metadata) ? metadata : [metadata]).map((path) => (typeof path === 'string' ? path : ''));
}
