import { isObject, type JsonObject } from '../../core/json.ts'
import type { ConfigPath, PathProblem } from './config-path.ts'

/** Keys that only one kind of destination has. */
const KEYS: Readonly<Record<'pagerduty' | 'webhook', { needs: readonly string[]; refuses: readonly string[] }>> = {
  pagerduty: { needs: ['routing_key'], refuses: ['secret', 'header'] },
  webhook: { needs: ['url', 'secret'], refuses: ['routing_key', 'region'] },
}

/** Headers that are ours, or that belong to the connection. */
const TAKEN_HEADERS = /^(content-.*|host|connection|transfer-encoding|expect|te|upgrade|idempotency-key|tocsin-.*)$/i

/** What the settings of the section `deliver` say together. Looks only at what has the right shape. */
export function checkDeliver(deliver: unknown): readonly PathProblem[] {
  const list = isObject(deliver) ? deliver['destinations'] : undefined
  if (!Array.isArray(list)) return []
  const names = list.map((destination) => (isObject(destination) ? destination['name'] : undefined))
  return list.flatMap((destination, at): PathProblem[] => {
    if (!isObject(destination)) return []
    const path: ConfigPath = ['deliver', 'destinations', at]
    const first = names.indexOf(names[at])
    const repeated =
      typeof names[at] === 'string' && first !== at
        ? [problem([...path, 'name'], `deliver.destinations[${first}] has this name already`)]
        : []
    return [...repeated, ...ofKind(destination, path), ...secrets(destination, path), ...url(destination, path)]
  })
}

function problem(path: ConfigPath, message: string, hint = '', about: 'key' | 'value' = 'value'): PathProblem {
  return { path, about, message, hint }
}

function ofKind(destination: JsonObject, path: ConfigPath): readonly PathProblem[] {
  const { kind } = destination
  if (kind !== 'pagerduty' && kind !== 'webhook') return []
  const { needs, refuses } = KEYS[kind]
  return [
    ...needs
      .filter((key) => destination[key] === undefined)
      .map((key) => problem(path, `${key} is missing: a ${kind} needs it`)),
    ...refuses
      .filter((key) => destination[key] !== undefined)
      .map((key) => problem([...path, key], `a ${kind} has no such key`, '', 'key')),
  ]
}

function secrets(destination: JsonObject, path: ConfigPath): readonly PathProblem[] {
  const header = isObject(destination['header']) ? destination['header'] : {}
  const places: readonly [unknown, ConfigPath][] = [
    [destination['routing_key'], [...path, 'routing_key']],
    [destination['secret'], [...path, 'secret']],
    [header['value'], [...path, 'header', 'value']],
  ]
  const wrong = places.flatMap(([place, at]) => {
    if (!isObject(place) || (place['env'] === undefined) !== (place['file'] === undefined)) return []
    return [problem(at, 'must have one of env and file', 'write {env: NAME} or {file: PATH}')]
  })
  const name = header['name']
  const isTaken = typeof name === 'string' && TAKEN_HEADERS.test(name)
  return isTaken ? [...wrong, problem([...path, 'header', 'name'], 'is a header that Tocsin sets itself')] : wrong
}

function url(destination: JsonObject, path: ConfigPath): readonly PathProblem[] {
  const text = destination['url']
  if (typeof text !== 'string' || !/^https?:\/\//.test(text)) return []
  const at = [...path, 'url']
  const parsed = URL.canParse(text) ? new URL(text) : null
  if (!parsed) return [problem(at, 'is no valid URL')]
  if (parsed.username !== '' || parsed.password !== '') {
    return [problem(at, 'must not hold a user or password', 'use header: {name: Authorization, value: {env: NAME}}')]
  }
  const isOpen = parsed.protocol === 'http:' && !isLoopback(parsed.hostname)
  const { allow_http: allow } = destination
  if (!isOpen || allow === true || allow === 'true') return []
  return [problem(at, 'must begin with https://', 'or say allow_http: true, if nobody can listen on the way')]
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host)
}
