import { z } from 'zod';
import { isMessage, type Message } from '../messages';

/** A sentence by its code, beside its English text in results: what reads them says it in any language. */
export const messageSchema = z.custom<Message>((value) => isMessage(value), { error: 'Expected { code, values }.' });

/** The same where a part may be a plain text. */
export const saidSchema = z.union([z.string(), messageSchema]);
