import app from '../../index.ts';
import { gather } from '../../publish/gather.ts';
import { type Material, subjectOf } from '../../publish/subject.ts';

/** What is to be published, as it was found. */
export const material: Material = await gather(app);

/** The same, to be looked at. */
export const subject = subjectOf(material);
