import { gather } from '../../../dev/publish/gather.ts';
import { type Material, subjectOf } from '../../../dev/publish/subject.ts';
import app from '../../../index.ts';

/** What is to be published, as it was found. */
export const material: Material = await gather(app);

/** The same, to be looked at. */
export const subject = subjectOf(material);
