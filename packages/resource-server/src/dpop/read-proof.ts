import { headerOf, occurrencesOf, type ResourceRequest } from '../request/resource-request.js';

/** The proof of a request, or what is wrong with its `DPoP` headers. */
export type ReadProof =
  | { readonly text: string; readonly problem?: never }
  | { readonly text?: never; readonly problem: string };

/** The text of a request's DPoP proof, which stands in exactly one header (RFC 9449 §4.3). */
export function readProof(request: ResourceRequest): ReadProof {
  const text = headerOf(request, 'dpop');
  if (text === undefined) return { problem: 'The request has no DPoP proof.' };
  // Node and fetch join two headers of this name with a comma, which no JWT has.
  return text.includes(',') || occurrencesOf(request, 'dpop') > 1
    ? { problem: 'Send one DPoP header.' }
    : { text };
}
