// Descriptors, memory and threads of the whole process are counted, and some tests leave others none.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
