//! Readers and writers of files, ours and the field’s.
