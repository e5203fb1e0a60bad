"""The weekly digest by mail: five numbers, what is late, what worked, what to do, how far the goals are."""
