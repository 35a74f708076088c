import { z } from 'zod';
import { inOrder, instantSchema } from './common.ts';

const idSchema = z.string().min(1).max(64);
const tagPathSchema = z.string().min(1).max(400).normalize('NFC');

/** What a person wrote on the time axis of the trends: at one moment, or from one to another. */
export const annotationSchema = z.strictObject({
  id: idSchema,
  from: z.string(),
  to: z.string().describe('the same as `from` for a moment'),
  text: z.string().min(1).max(2_000),
  tags: z.array(tagPathSchema).max(60).describe('tags it is about; none: everything'),
  by: z.string().describe('who wrote or last changed it'),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type Annotation = z.infer<typeof annotationSchema>;

/** A new annotation, or the new content of the one with this id; also brings a deleted one back. */
export const annotationInputSchema = inOrder(
  z.strictObject({
    id: idSchema,
    from: instantSchema,
    to: instantSchema,
    text: z.string().trim().min(1).max(2_000).normalize('NFC'),
    tags: z.array(tagPathSchema).max(60),
  }),
);
export type AnnotationInput = z.infer<typeof annotationInputSchema>;

export const MOST_ANNOTATIONS = 500;

export const annotationQuerySchema = inOrder(z.strictObject({ from: instantSchema, to: instantSchema }));
export type AnnotationQuery = z.infer<typeof annotationQuerySchema>;

export const annotationListSchema = z.strictObject({
  items: z.array(annotationSchema).describe(`oldest first, the newest ${MOST_ANNOTATIONS} at most`),
  more: z.boolean().describe('there are older ones in the window'),
});
export type AnnotationList = z.infer<typeof annotationListSchema>;
