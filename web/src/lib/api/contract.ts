/** Which answer and which body belong to a method and a path, taken from the generated description. */
import type { paths } from './schema.gen';

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** `/reviews/{id}/comments` as the type that the address `/reviews/${id}/comments` has. */
type Filled<D> = D extends `${infer Before}{${string}}${infer After}` ? `${Before}${string}${Filled<After>}` : D;

/** The operation at a path. It is the same path only both ways, since an id's `string` takes in slashes too. */
type Operation<M extends Method, P> = {
  [D in keyof paths]: D extends `/api/v1${infer Rest}` ? (P extends Filled<Rest> ? (Filled<Rest> extends P ? paths[D][M] : never) : never) : never;
}[keyof paths];

type Json<C> = C extends { content: { 'application/json': infer T } } ? T : void;

/** The path, if the method has it. Several paths in one type are looked at one by one, here and below. */
export type Path<M extends Method, P> = P extends unknown ? ([Operation<M, P>] extends [never | undefined] ? never : P) : never;
/** What comes back. */
export type Answer<M extends Method, P> = P extends unknown ? (Operation<M, P> extends { responses: infer R } ? Json<R[keyof R]> : never) : never;
/** What has to be sent. */
export type Sent<M extends Method, P> = P extends unknown ? (Operation<M, P> extends { requestBody: infer B } ? Json<B> : undefined) : never;
